package org.ebbcast.controller.internal.openflow;

import java.util.Optional;
import org.projectfloodlight.openflow.protocol.OFErrorMsg;
import org.projectfloodlight.openflow.protocol.OFGroupModFailedCode;
import org.projectfloodlight.openflow.protocol.errormsg.OFGroupModFailedErrorMsg;

/** A switch refused, did not answer in time, or is gone. */
final class SwitchException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Optional<OFErrorMsg> error;

    private SwitchException(String message, Optional<OFErrorMsg> error) {
        super(message);
        this.error = error;
    }

    static SwitchException refused(OFErrorMsg error) {
        return new SwitchException("refused: " + describe(error), Optional.of(error));
    }

    static SwitchException silent(long millis) {
        return new SwitchException("did not answer within " + millis + " ms", Optional.empty());
    }

    static SwitchException gone(String reason) {
        return new SwitchException("is gone: " + reason, Optional.empty());
    }

    /** Whether it refused to add a group because there is one with that id. */
    boolean groupExists() {
        return error.filter(OFGroupModFailedErrorMsg.class::isInstance)
                .map(OFGroupModFailedErrorMsg.class::cast)
                .filter(failed -> failed.getCode() == OFGroupModFailedCode.GROUP_EXISTS)
                .isPresent();
    }

    /** Type and code, for people. */
    static String describe(OFErrorMsg error) {
        // The library has one class per error type and no common accessor for the code.
        String text = error.toString();
        int code = text.indexOf("code=");
        int end = code < 0 ? -1 : text.indexOf(',', code);
        return end < 0 ? error.getErrType().toString() : error.getErrType() + " " + text.substring(code + 5, end);
    }
}
