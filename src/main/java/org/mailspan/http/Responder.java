package org.mailspan.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.Content;
import org.mailspan.backend.Spool;
import org.mailspan.http.Answer.Payload;
import org.mailspan.wbxml.Pieces;

/** Writes an answer to the wire; while nothing of it is written, a failure may still become another answer. */
final class Responder {
    private Responder() {}

    static void send(Wire wire, Answer answer) throws IOException, BackendException {
        switch (answer.payload()) {
            case Payload.Bytes(byte[] bytes) -> {
                wire.start(answer, bytes.length);
                wire.write(bytes, 0, bytes.length);
            }
            case Payload.Document(Pieces octets) -> {
                wire.start(answer, octets.size());
                octets.each(wire::write);
            }
            case Payload.Spooled(byte[] head, Spool rest) -> {
                try (rest) {
                    wire.start(answer, head.length + rest.size());
                    wire.write(head, 0, head.length);
                    var out = new Late(wire, answer);
                    rest.writeTo(out);
                    out.complete();
                }
            }
            case Payload.Streamed(Content content) -> {
                var late = new Late(wire, answer);
                content.writeTo(late);
                late.complete();
            }
        }
        wire.finish();
    }

    /**
     * Holds the beginning back: a host that fails at once still makes a proper status, what is small gets a
     * Content-Length, and what is large goes out chunked from there on, since a phone gives up after 30 seconds without
     * an octet (quirk A11).
     */
    private static final class Late extends OutputStream {
        private static final int HELD_BACK = 64 * 1024;

        private final Wire wire;
        private final Answer answer;
        private final ByteArrayOutputStream held = new ByteArrayOutputStream();

        Late(Wire wire, Answer answer) {
            this.wire = wire;
            this.answer = answer;
        }

        @Override
        public void write(int octet) throws IOException {
            held.write(octet);
            if (held.size() >= HELD_BACK) release(-1);
        }

        @Override
        public void write(byte[] octets, int from, int length) throws IOException {
            if (held.size() + length < HELD_BACK) {
                held.write(octets, from, length);
                return;
            }
            release(-1);
            wire.write(octets, from, length);
        }

        void complete() throws IOException {
            release(held.size());
        }

        private void release(long length) throws IOException {
            if (!wire.isStarted()) wire.start(answer, length);
            wire.write(held.toByteArray(), 0, held.size());
            held.reset();
        }
    }
}
