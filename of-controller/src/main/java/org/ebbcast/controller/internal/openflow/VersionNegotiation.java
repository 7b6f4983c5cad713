package org.ebbcast.controller.internal.openflow;

import java.util.List;
import org.projectfloodlight.openflow.protocol.OFHello;
import org.projectfloodlight.openflow.protocol.OFHelloElem;
import org.projectfloodlight.openflow.protocol.OFHelloElemVersionbitmap;
import org.projectfloodlight.openflow.types.U32;

/** Which version two hellos agree on (OpenFlow 1.3.5, 6.3.1). We speak 1.3 only. */
final class VersionNegotiation {
    private static final int WIRE_VERSION = 4;

    private VersionNegotiation() {}

    /** With a bitmap the highest common version counts, without one the lower of the two header versions. */
    static boolean agreesOn13(int headerVersion, OFHello hello) {
        for (OFHelloElem element : hello.getElements()) {
            if (element instanceof OFHelloElemVersionbitmap bitmap) {
                List<U32> words = bitmap.getBitmaps();
                return !words.isEmpty() && (words.get(0).getValue() >>> WIRE_VERSION & 1) != 0;
            }
        }
        return headerVersion >= WIRE_VERSION;
    }
}
