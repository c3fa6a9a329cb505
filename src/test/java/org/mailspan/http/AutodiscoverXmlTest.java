package org.mailspan.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.mailspan.http.AutodiscoverXml.Asked;

final class AutodiscoverXmlTest {
    /** The JDK's parser has a line of its own for octets that are no UTF-8: a stranger would write into the log. */
    @Test
    void octetsThatAreNoTextAreRefusedWithoutALineOnStandardError() {
        var written = new ByteArrayOutputStream();
        PrintStream before = System.err;
        System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
        try {
            byte[] request = {'<', 'a', '>', (byte) 0xFF, '<'};
            assertInstanceOf(Asked.Malformed.class, AutodiscoverXml.read(request));
        } finally {
            System.setErr(before);
        }
        assertEquals("", written.toString(StandardCharsets.UTF_8));
    }
}
