package org.ebbcast.planner.tool;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/** Says in words what went wrong with a file. */
final class FileFault {
    private FileFault() {}

    static String said(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "tried to open " + e.getMessage() + " but there is no such file or folder";
        }
        if (e instanceof AccessDeniedException) {
            return "tried to open " + e.getMessage() + " but have no right to";
        }
        return "tried to read or write a file but could not: " + e.getMessage();
    }
}
