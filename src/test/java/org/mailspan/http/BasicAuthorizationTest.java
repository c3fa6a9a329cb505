package org.mailspan.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailspan.backend.Credentials;

/** RFC 7617, with what clients make of it. */
final class BasicAuthorizationTest {
    @Test
    void utf8AndLatin1AreBothRead() {
        assertEquals(new Credentials("jö", "schlüssel€"), parsed("jö:schlüssel€", StandardCharsets.UTF_8));
        assertEquals(new Credentials("jö", "schlüssel"), parsed("jö:schlüssel", StandardCharsets.ISO_8859_1));
    }

    @Test
    void aPasswordMayHoldColonsAndBeEmpty() {
        assertEquals(new Credentials("jo", "a:b:"), parsed("jo:a:b:", StandardCharsets.UTF_8));
        assertEquals(new Credentials("jo", ""), parsed("jo:", StandardCharsets.UTF_8));
    }

    @Test
    void theSchemeIsReadInAnyCase() {
        assertEquals(
                Optional.of(new Credentials("jo", "secret")),
                BasicAuthorization.parse("bASIC  " + base64("jo:secret")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "Basic", "Basic ", "Basic !!!", "Basic am8=", "Basic OnNlY3JldA==", "Bearer am86c2VjcmV0"})
    void whatIsNoLoginIsNone(String header) {
        assertEquals(Optional.empty(), BasicAuthorization.parse(header));
    }

    private static Credentials parsed(String login, Charset charset) {
        String header = "Basic " + Base64.getEncoder().encodeToString(login.getBytes(charset));
        return BasicAuthorization.parse(header).orElseThrow();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
