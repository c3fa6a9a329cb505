package org.mailspan.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mailspan.http.Endpoint.BODY;
import static org.mailspan.http.Endpoint.WBXML;

import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mailspan.backend.BackendException;
import org.mailspan.event.Event;
import org.mailspan.support.NoBackend;
import org.mailspan.support.Shows;

/** What a request is answered that the host, or we ourselves, cannot serve: never 500, and 401 only for a password. */
final class EasFailureTest {
    @AutoClose
    private final Endpoint eas = new Endpoint();

    /** Law 7: a 401 makes a phone ask its user for a new password. */
    @Shows("MS-ASHTTP_R190 MS-ASHTTP_R287 MS-ASHTTP_R276")
    @Test
    void aHostThatCannotBeAskedIsA503WithRetryAfter() throws Exception {
        var answer = eas.client(eas.plan().connector(credentials -> {
                    throw new BackendException(BackendException.Kind.UNAVAILABLE, "throttled");
                }))
                .post("FolderSync", BODY, WBXML)
                .answer();
        assertEquals(503, answer.status());
        assertTrue(Integer.parseInt(answer.header("Retry-After")) > 0);
    }

    /** Quirk A10: several 500 in a row make an iPhone load everything anew. */
    @Test
    void aFaultOfOursIsA503WithTheIdThatStandsInTheLog() throws Exception {
        var fault = new IllegalStateException("ours");
        ServerUnderTest server = eas.server(eas.plan().command("Search", 16, call -> {
            throw fault;
        }));
        var answer = eas.client(server).post("Search", BODY, WBXML).answer();
        assertEquals(503, answer.status());
        assertFalse(answer.header("Retry-After").isEmpty());
        var failed = server.await(Event.Failed.class);
        assertEquals(fault, failed.cause());
        assertEquals("Search", failed.where());
        assertTrue(answer.text().contains(failed.id()), answer.text());
    }

    @Test
    void evenAnErrorIsAnswered() throws Exception {
        ServerUnderTest server = eas.server(eas.plan().command("Search", 16, call -> {
            throw new StackOverflowError();
        }));
        assertEquals(
                503, eas.client(server).post("Search", BODY, WBXML).answer().status());
        assertNotNull(server.await(Event.Failed.class));
    }

    @Shows("MS-ASHTTP_R190 MS-ASHTTP_R192")
    @ParameterizedTest
    @EnumSource(BackendException.Kind.class)
    void aFailureOfTheHostIsNever500AndNever401(BackendException.Kind kind) throws Exception {
        ServerUnderTest server = eas.server(eas.plan().command("Search", 16, call -> {
            throw new BackendException(kind, "no");
        }));
        var answer = eas.client(server).post("Search", BODY, WBXML).answer();
        assertEquals(kind == BackendException.Kind.FULL ? 507 : 503, answer.status());
        switch (kind) {
            case LOGIN, UNAVAILABLE, FULL ->
                assertEquals("Search", server.await(Event.HostFailed.class).operation());
            case ITEM_GONE, FOLDER_GONE, NOT_ALLOWED, TOO_LARGE, REFUSED ->
                assertInstanceOf(
                        BackendException.class, server.await(Event.Failed.class).cause());
        }
    }

    @Test
    void aPasswordThatTheHostRefusesInBetweenIsAskedAboutAgain() throws Exception {
        var logins = new CopyOnWriteArrayList<String>();
        ServerUnderTest server = eas.server(eas.plan()
                .command("Search", 16, call -> {
                    throw new BackendException(BackendException.Kind.LOGIN, "expired");
                })
                .connector(credentials -> {
                    logins.add(credentials.user());
                    return NoBackend.of(credentials.user());
                }));
        RawClient client = eas.client(server);
        client.post("FolderSync", BODY, WBXML).answer();
        client.post("Search", BODY, WBXML).answer();
        assertEquals(1, logins.size());
        client.post("FolderSync", BODY, WBXML).answer();
        assertEquals(2, logins.size());
    }
}
