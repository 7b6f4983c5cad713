package org.ebbcast.planner.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ebbcast.planner.fabric.Fabric;
import org.ebbcast.planner.topology.ClosFabrics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ToolsTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path folder = Path.of("");

    private int plan(PlanOptions options) {
        return PlanTool.run(options, new PrintWriter(out), new PrintWriter(err));
    }

    @Test
    void plan_json_hasTheFigures() {
        assertThat(plan(new PlanOptions().topology("fat-tree:k=4").sources(2).json(true))).isZero();
        assertThat(out.toString())
                .contains("\"vertices\": 36", "\"edges\": 48", "\"targets\": 14", "\"targetsPlanned\": 14")
                .contains("\"trees\": [", "\"rateBitsPerSecond\"", "\"commonRateBitsPerSecond\"")
                .contains("\"cutBoundBitsPerSecond\"", "\"ownLimitFraction\"", "\"linkStress\"")
                .contains("\"rulesPerSwitchMax\"", "\"verified\": true", "\"cpuMillis\"", "\"heapUsedBytes\"")
                .contains("\"spread\": {\"form\": \"adjoining\"", "\"bytes\": {\"from\": 0, \"to\": ");
    }

    @Test
    void plan_loadedAccessLinks_verifiesAndDraws() throws Exception {
        Path svg = folder.resolve("plan.svg");
        assertThat(plan(new PlanOptions().loadAccessLinks(true).trees(16).repeat(2).svg(svg))).isZero();
        assertThat(out.toString()).contains("verified");
        assertThat(Files.readString(svg)).startsWith("<svg").endsWith("</svg>\n").contains("tree 0 from host", "source ");
    }

    @Test
    void plan_badOptions_exitTwoWithReason() {
        assertThat(plan(new PlanOptions().load(Double.NaN))).isEqualTo(2);
        assertThat(plan(new PlanOptions().sources(0))).isEqualTo(2);
        assertThat(plan(new PlanOptions().sources(20))).isEqualTo(2);
        assertThat(plan(new PlanOptions().trees(17))).isEqualTo(2);
        assertThat(plan(new PlanOptions().repeat(0))).isEqualTo(2);
        assertThat(plan(new PlanOptions().trickleBitsPerSecond(-1))).isEqualTo(2);
        assertThat(plan(new PlanOptions().topology("nothing"))).isEqualTo(2);
        Path svg = folder.resolve("large.svg");
        assertThat(plan(new PlanOptions().topology("fat-tree:k=48").svg(svg))).isEqualTo(2);
        assertThat(err.toString()).contains("load is NaN", "0 sources", "20 sources", "trees is 17", "'nothing'", "2880 switches are too many");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void plan_rulesPerSwitch_limitsTheTrees() {
        PlanOptions options = new PlanOptions().topology("fat-tree:k=4").load(0.7).sources(2).json(true);
        assertThat(plan(options.rulesPerSwitch(5))).isZero();
        assertThat(out.toString()).contains("\"rulesPerSwitchMax\": 4", "\"verified\": true");
        assertThat(plan(options.rulesPerSwitch(1))).isEqualTo(2);
        assertThat(err.toString()).contains("1 rule at each switch");
    }

    @Test
    void plan_drawnChanges_tellRepairedBesideAnew() {
        PlanOptions options = new PlanOptions().topology("fat-tree:k=8").sources(4).change(10).repeat(5).json(true);
        assertThat(plan(options)).isZero();
        assertThat(out.toString())
                .contains("\"change\": {\"links\": 10, \"batches\": 5, \"repair\": \"", "\"anewRateBitsPerSecond\": ")
                .contains("\"repairMedian\": ")
                .doesNotContain("\"verified\": false");
        assertThat(plan(options.json(false))).isZero();
        assertThat(out.toString()).contains("10 links changed, the last of 5 times: ", "repaired plan verified");
    }

    @Test
    void plan_changesOfFile_cutOffAndRepair() throws Exception {
        Path file = Files.writeString(folder.resolve("c.txt"), "# a dead link\n0 4 0\n\n1 5 5e9 7e9\n");
        PlanOptions options = new PlanOptions().load(0).sources(1).changes(file).json(true);
        assertThat(plan(options)).isZero();
        assertThat(out.toString()).contains("\"change\": {\"links\": 2, \"batches\": 1, ");
    }

    @Test
    void plan_badChanges_exitTwoWithLineAndReason() throws Exception {
        Path file = folder.resolve("c.txt");
        String[] bad = {"0 2", "0 99 1e9", "zero 2 1e9", "0 1 1e9", "0 2 -1", "0 2 NaN", "0 2 1e30", "0 2 fast"};
        for (String line : bad) {
            Files.writeString(file, "# changes\n" + line + "\n");
            assertThat(plan(new PlanOptions().changes(file))).as(line).isEqualTo(2);
        }
        assertThat(err.toString().lines()).hasSize(bad.length).allMatch(l -> l.contains("line 2: "));
        assertThat(err.toString())
                .contains("'0 2' must be 'SWITCH SWITCH", "switch 99 is not in 0..5", "'zero' is no number of a switch")
                .contains("no link between switches 0 and 1", "a rate of NaN bit/s", "'fast' is no rate");
        Files.writeString(file, "\n");
        assertThat(plan(new PlanOptions().changes(file))).isEqualTo(2);
        assertThat(plan(new PlanOptions().changes(file).change(1))).isEqualTo(2);
        assertThat(plan(new PlanOptions().change(1).loadAccessLinks(true))).isEqualTo(2);
        assertThat(plan(new PlanOptions().change(-1))).isEqualTo(2);
        assertThat(plan(new PlanOptions().changes(folder.resolve("none")))).isEqualTo(2);
        assertThat(err.toString())
                .contains("changes no link", "not both", "leave out --load-access", "change is -1", "no such file");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void plan_rulesAtSwitches_namesWhoIsLeftOutAndGoesAroundTheOthers() {
        PlanOptions options = new PlanOptions().topology("leaf-spine:spines=2,leaves=4,hosts=2").load(0).json(true);
        assertThat(plan(options)).isZero();
        assertThat(out.toString()).contains("\"withoutRules\": []");
        Matcher root = Pattern.compile("\"sources\": \\[(\\d+)\\]").matcher(out.toString());
        assertThat(root.find()).isTrue();
        out.getBuffer().setLength(0);
        int other = Integer.parseInt(root.group(1)) < 2 ? 1 : 0;
        Fabric fabric = ClosFabrics.leafSpine(2, 4, 2);
        int leaf = fabric.switchOf(2 * other);
        assertThat(plan(options.rulesAt(Map.of(leaf, 1)))).isZero();
        assertThat(out.toString())
                .contains("\"withoutRules\": [" + 2 * other + ", " + (2 * other + 1) + "]")
                .contains("\"targetsPlanned\": 5", "\"verified\": true");
        assertThat(plan(options.rulesAt(Map.of(99, 1)))).isEqualTo(2);
        assertThat(err.toString()).contains("1 rules at switch 99: there are switches 0 to 5");
    }

    private int planWithRules(String rules) throws Exception {
        out.getBuffer().setLength(0);
        Path file = Files.writeString(folder.resolve("r.json"), "{\"switches\": 4, \"hosts\": [1,1,0,0], \"sources\": [0],"
                + "\"links\": [[0,2,8e9], [2,1,8e9], [0,3,3e9], [3,1,3e9]], \"rulesPerSwitch\": " + rules + "}");
        return plan(new PlanOptions().topology(file.toString()).json(true));
    }

    @Test
    void plan_rulesOfTheFile_areKeptUnderAndShown() throws Exception {
        assertThat(planWithRules("[8, 8, 0, 2]")).isZero();
        assertThat(out.toString())
                .contains("\"rulesFree\": {\"switches\": 4, \"least\": 0}", "\"verified\": true")
                .contains("\"commonRateBitsPerSecond\": 3000000000", "\"withoutRules\": []");
        assertThat(planWithRules("[[3, 0]]")).isZero();
        assertThat(out.toString())
                .contains("\"rulesFree\": {\"switches\": 1, \"least\": 0}")
                .contains("\"commonRateBitsPerSecond\": 8000000000");
        assertThat(planWithRules("1")).isZero();
        assertThat(out.toString()).contains("\"withoutRules\": [1]", "\"targetsPlanned\": 0", "\"verified\": true");
        assertThat(planWithRules("[8, 8, 0]")).isEqualTo(2);
        assertThat(err.toString()).contains("3 numbers of rules for 4 switches; give one number");
    }

    private int planOf(String links) throws Exception {
        Path file = Files.writeString(folder.resolve("n.json"), "{\"switches\": 4, \"hosts\": [2,2,2,0], \"sources\": [0],"
                + "\"targets\": [1,2,3,4], \"links\": " + links + "}");
        return plan(new PlanOptions().topology(file.toString()).json(true));
    }

    @Test
    void plan_targetsApartOrBehindFullLinks_areNamedAndTheRestPlanned() throws Exception {
        assertThat(planOf("[[0,3,1e9,0,0], [1,3,1e9]]")).isZero();
        assertThat(out.toString())
                .contains("\"unreachable\": [4]", "\"waiting\": [2, 3]", "\"targetsPlanned\": 1", "\"verified\": true")
                .contains("\"floor\": {\"policy\": \"wait\", \"bitsPerSecond\": 0}");
    }

    @Test
    void plan_nothingIdleAnywhere_planNobodyOrTrickle() throws Exception {
        String links = "[[0,3,1e9,0,0], [1,3,1e9,0,0], [2,3,1e9,0,0]]";
        assertThat(planOf(links)).isZero();
        assertThat(out.toString()).contains("\"waiting\": [2, 3, 4]", "\"targetsPlanned\": 1");
        PlanOptions trickle = new PlanOptions().topology(folder.resolve("n.json").toString()).json(true);
        assertThat(plan(trickle.trickleBitsPerSecond(1_000_000))).isZero();
        assertThat(out.toString()).contains("\"targetsPlanned\": 4", "\"commonRateBitsPerSecond\": 1000000");
    }

    @Test
    void plan_sourceIsTarget_isRefusedByName() throws Exception {
        Path file = Files.writeString(folder.resolve("n.json"),
                "{\"switches\": 1, \"hosts\": [3], \"sources\": [2], \"targets\": [1, 2]}");
        assertThat(plan(new PlanOptions().topology(file.toString()))).isEqualTo(2);
        assertThat(err.toString()).contains("host 2 is both source and target");
    }

    @Test
    void steiner_soundFile_printsValueAndEdges() throws Exception {
        Path file = Files.writeString(
                folder.resolve("a.gr"),
                "SECTION Graph\nNodes 4\nEdges 4\nE 1 2 1\nE 2 3 1\nE 2 4 1\nE 1 3 2\nEND\n\n"
                        + "SECTION Terminals\nTerminals 3\nT 1\nT 3\nT 4\nEND\nEOF\n");
        assertThat(SteinerTool.run(file, 0.1, 1, true, new PrintWriter(out), new PrintWriter(err))).isZero();
        assertThat(out.toString().lines().findFirst()).contains("VALUE 3");
        assertThat(out.toString().lines()).hasSize(4);
        assertThat(err.toString()).contains("lower bound 3, gap 0.000 %");
    }

    @Test
    void steiner_brokenFile_exitsTwoNamingTheLine() throws Exception {
        Path file = Files.writeString(folder.resolve("b.gr"), "SECTION Graph\nNodes 2\nEdges 1\nE 1 9 1\nEND\n");
        assertThat(SteinerTool.run(file, 1, 1, false, new PrintWriter(out), new PrintWriter(err))).isEqualTo(2);
        assertThat(err.toString()).contains("line 4: vertex 9 is not in 1..2");
        assertThat(SteinerTool.run(folder.resolve("none"), 1, 1, false, new PrintWriter(out), new PrintWriter(err)))
                .isEqualTo(2);
    }

    @Test
    void steiner_terminalsApart_namesThemAsTheFileDoes() throws Exception {
        Path file = Files.writeString(
                folder.resolve("c.gr"),
                "SECTION Graph\nNodes 3\nEdges 1\nE 1 2 1\nEND\nSECTION Terminals\nTerminals 2\nT 1\nT 3\nEND\nEOF\n");
        assertThat(SteinerTool.run(file, 0.1, 1, false, new PrintWriter(out), new PrintWriter(err))).isEqualTo(2);
        assertThat(err.toString()).contains("vertices 1 and 3 stay apart");
    }
}
