package org.mailspan.wbxml;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.Arrays;

/** What an element may contain; EAS uses nothing else of WBXML (MS-ASWBXML 2.1.1). */
public sealed interface Node permits Element, Node.Text, Utf8Text, StreamedText, Node.Opaque {
    /** Characters, written as STR_I. */
    record Text(String value) implements Node {}

    /** Bytes, written as OPAQUE. A class and not a record: equal by content, and nobody else holds the array. */
    final class Opaque implements Node {
        private final byte[] content;

        private Opaque(byte[] content) {
            this.content = content;
        }

        public static Opaque of(byte[] bytes) {
            return new Opaque(bytes.clone());
        }

        /** Without a copy: for bytes that the caller gives away. */
        static Opaque owning(byte[] bytes) {
            return new Opaque(bytes);
        }

        public int length() {
            return content.length;
        }

        public byte[] bytes() {
            return content.clone();
        }

        /** Reads the content where it is: the MIME of a SendMail may have many megabytes. */
        public InputStream stream() {
            return new ByteArrayInputStream(content);
        }

        /** The array itself, for the writer alone. */
        byte[] shared() {
            return content;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Opaque opaque && Arrays.equals(content, opaque.content);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(content);
        }

        @Override
        public String toString() {
            return "[" + content.length + " bytes]";
        }
    }
}
