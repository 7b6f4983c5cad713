package org.ebbcast.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class CookiesTest {
    @Property(tries = 300)
    void cookie_ofDistributionAndTree_givesBothBack(
            @ForAll int distribution, @ForAll @IntRange(max = 0xffff) int tree) {
        long cookie = Cookies.cookie(distribution, tree);
        assertThat(Cookies.isOwn(cookie)).isTrue();
        assertThat(Cookies.distributionNumber(cookie)).isEqualTo(distribution);
        assertThat(Cookies.treeNumber(cookie)).isEqualTo(tree);
        assertThat(cookie & Cookies.DISTRIBUTION_MASK).isEqualTo(Cookies.cookie(distribution, 0));
    }

    @Property(tries = 300)
    void groupId_ofSlot_givesItBack_andIsAllowedByOpenFlow(@ForAll @IntRange(max = 0xffffff) int slot) {
        int groupId = Cookies.groupId(slot);
        assertThat(Cookies.isOwnGroup(groupId)).isTrue();
        assertThat(Cookies.slot(groupId)).isEqualTo(slot);
        assertThat(Integer.toUnsignedLong(groupId)).isLessThanOrEqualTo(0xffffff00L);
    }

    @Test
    void foreignCookiesAndGroups_areNotOwn() {
        assertThat(Cookies.isOwn(0)).isFalse();
        assertThat(Cookies.isOwn(0xebbdL << 48)).isFalse();
        assertThat(Cookies.isOwnGroup(1)).isFalse();
        assertThat(Cookies.isOwnGroup(0xec000001)).isFalse();
    }

    @Test
    void numbers_thatDoNotFit_areRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Cookies.cookie(1, 0x10000));
        assertThatIllegalArgumentException().isThrownBy(() -> Cookies.cookie(1, -1));
        assertThatIllegalArgumentException().isThrownBy(() -> Cookies.groupId(0x1000000));
        assertThatIllegalArgumentException().isThrownBy(() -> Cookies.groupId(-1));
    }
}
