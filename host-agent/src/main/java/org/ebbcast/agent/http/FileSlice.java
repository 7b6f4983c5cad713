package org.ebbcast.agent.http;

import java.nio.channels.FileChannel;

/** Bytes of an open file to be sent; whoever sends or drops the slice closes the file. */
public record FileSlice(FileChannel file, long offset, long lengthBytes) {}
