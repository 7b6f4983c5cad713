package org.ebbcast.protocol.channel;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import org.ebbcast.protocol.MessageCodec;

/** A peer that says whatever a test wants, over a plain blocking socket. */
final class RawPeer implements AutoCloseable {
    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;

    RawPeer(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(10_000);
        in = new DataInputStream(socket.getInputStream());
        out = new DataOutputStream(socket.getOutputStream());
    }

    static RawPeer connect(InetSocketAddress to) throws IOException {
        return new RawPeer(new Socket(to.getAddress(), to.getPort()));
    }

    void say(Object message) throws IOException {
        sayBody(MessageCodec.encode(message));
    }

    void sayBody(byte[] body) throws IOException {
        out.writeInt(body.length);
        out.write(body);
    }

    void sayRaw(byte[] bytes) throws IOException {
        out.write(bytes);
    }

    /** The JSON of the next frame. */
    String hear() throws IOException {
        return new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
    }

    /** Reads frames until the other side closes; whether it did so in time. */
    boolean isClosedByPeer() throws IOException {
        try {
            while (true) {
                hear();
            }
        } catch (EOFException | SocketException e) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
