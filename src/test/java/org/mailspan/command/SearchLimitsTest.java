package org.mailspan.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailspan.backend.Backend;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.Query;
import org.mailspan.backend.memory.Faults;
import org.mailspan.backend.memory.Mailbox;
import org.mailspan.backend.memory.MemoryBackend;
import org.mailspan.protocol.Version;
import org.mailspan.push.Held;
import org.mailspan.store.SqliteStore;
import org.mailspan.store.Store;
import org.mailspan.support.BackendAround;
import org.mailspan.support.Schemas;
import org.mailspan.support.Shows;
import org.mailspan.sync.Hierarchy;
import org.mailspan.sync.Session;
import org.mailspan.sync.SyncEngine;
import org.mailspan.wbxml.AirSync;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.Email;
import org.mailspan.wbxml.Email2;
import org.mailspan.wbxml.Find;
import org.mailspan.wbxml.Search;

/** What Search and Find answer when the host does not get done in time, or has more than an answer takes. */
final class SearchLimitsTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    @TempDir
    Path data;

    private final Mailbox mailbox = new Mailbox();
    private final SlowHost host =
            new SlowHost(new MemoryBackend("anna@example.org", mailbox, MemoryBackend.Tells.INCREMENTAL, Faults.NONE));
    private Store store;
    private SyncEngine engine;
    private MailSearch search;

    /** A host that searches, and is not done when the time is up. */
    private record SlowHost(MemoryBackend host) implements BackendAround, Backend.Searches {
        @Override
        public Found search(List<String> folders, Query query, int most, Duration patience) throws BackendException {
            Found all = host.search(folders, query, most, patience);
            return new Found(all.newest(), all.total(), false);
        }

        @Override
        public Set<String> junk() {
            return host.junk();
        }
    }

    @BeforeEach
    void begin() throws Exception {
        store = SqliteStore.open(data);
        engine = new SyncEngine(store, Commands::rememberedOptions, () -> NOW);
        new Hierarchy(store).sync(new Session(host.host, "phone", Version.V16_1), "0");
        search = new MailSearch(
                engine.finder(),
                () -> NOW,
                new MailSearch.Bounds(Duration.ofSeconds(1), Duration.ofSeconds(5), 10_000));
    }

    @AfterEach
    void end() {
        store.close();
    }

    private Element ask(Backend backend, Element request) throws Exception {
        var call = new Call(
                Version.V16_1, "phone", backend, Optional.of(request), new byte[0], Map.of(), false, new Held());
        var people = new GalSearch(any -> List.of());
        Command command = request.tag().equals(Find.Find)
                ? new org.mailspan.command.Find(search, people, () -> NOW)
                : new org.mailspan.command.Search(search, people, () -> NOW);
        Element answer = ((Reply.Document) command.handle(call)).root();
        Schemas.hold(answer, Version.V16_1);
        return answer;
    }

    private static Element search(String text, String range) {
        return Element.of(
                Search.Search,
                Element.of(
                        Search.Store,
                        Element.of(Search.Name, "Mailbox"),
                        Element.of(Search.Query, Element.of(Search.FreeText, text)),
                        Element.of(Search.Options, Element.of(Search.Range, range))));
    }

    private static Element find(String text) {
        return Element.of(
                Find.Find,
                Element.of(Find.SearchId, "S"),
                Element.of(
                        Find.ExecuteSearch,
                        Element.of(
                                Find.MailBoxSearchCriterion,
                                Element.of(
                                        Find.Query,
                                        Element.of(AirSync.Class, "Email"),
                                        Element.of(Find.FreeText, text)))));
    }

    private void deliver(String subject, String body) {
        String mail = "From: bob@example.org\r\nSubject: " + subject + "\r\n\r\n" + body + "\r\n";
        mailbox.append("INBOX", mail.getBytes(UTF_8), Set.of(), NOW);
    }

    @Test
    @Shows({"MS-ASCMD_R4353", "MS-ASCMD_R4354"})
    void whatWasFoundWhenTheTimeWasUpStandsBesideStatus10() throws Exception {
        deliver("apple", "x");
        Element answer = ask(host, search("apple", "0-9"))
                .first(Search.Response, Search.Store)
                .orElseThrow();
        assertEquals("10", answer.text(Search.Status).orElseThrow());
        assertEquals(1, answer.all(Search.Result, Search.Properties).count());
        assertEquals("0-0", answer.text(Search.Range).orElseThrow());
    }

    @Test
    void findShowsWhatWasFoundAndDoesNotSayNothingWhereItDoesNotKnow() throws Exception {
        deliver("apple", "x");
        Element answer = ask(host, find("apple"));
        assertEquals("1", answer.text(Find.Response, Find.Status).orElseThrow());
        assertEquals(1, answer.all(Find.Response, Find.Result).count());
        var why = assertThrows(BackendException.class, () -> ask(host, find("pear")));
        assertEquals(BackendException.Kind.UNAVAILABLE, why.kind());
    }

    @Test
    @Shows("MS-ASCMD_R419")
    void anAnswerThatIsFullTellsHowFarItGot() throws Exception {
        for (int i = 0; i < 70; i++) deliver("apple", "Many words. ".repeat(50));
        Element first = ask(host.host, search("apple", "0-99"))
                .first(Search.Response, Search.Store)
                .orElseThrow();
        long count = first.all(Search.Result).count();
        assertTrue(count > 0 && count < 70, "so many: " + count);
        assertEquals("1", first.text(Search.Status).orElseThrow());
        assertEquals("70", first.text(Search.Total).orElseThrow());
        assertEquals("0-" + (count - 1), first.text(Search.Range).orElseThrow());
        Element next = ask(host.host, search("apple", count + "-99"))
                .first(Search.Response, Search.Store)
                .orElseThrow();
        assertTrue(next.text(Search.Range).orElseThrow().startsWith(count + "-"));
        assertFalse(longIds(first).stream().anyMatch(longIds(next)::contains));
    }

    private static List<String> longIds(Element store) {
        return store.all(Search.Result, Search.LongId).map(Element::text).toList();
    }

    private static Element search(List<Element> conditions) {
        return Element.of(
                Search.Search,
                Element.of(
                        Search.Store,
                        Element.of(Search.Name, "Mailbox"),
                        Element.of(Search.Query, Element.of(Search.And, conditions))));
    }

    /** Each term is work for the host, in every folder: they are counted together, wherever they stand. */
    @Test
    @Shows({"MS-ASCMD_R4349", "MS-ASCMD_R4350"})
    void aSearchOfMoreTermsThanAHostIsAskedForIsTooComplex() throws Exception {
        String words = "apple pear ".repeat(10);
        Element text = Element.of(Search.FreeText, words);
        Element since = Element.of(
                Search.GreaterThan,
                Element.of(Email.DateReceived),
                Element.of(Search.Value, "2026-11-01T00:00:00.000Z"));
        for (var conditions : List.of(
                List.of(text, text, Element.of(Search.FreeText, "plum")),
                List.of(Element.of(Search.Or, text, text, text)),
                Collections.nCopies(41, since))) {
            Element answer = ask(host.host, search(conditions))
                    .first(Search.Response, Search.Store)
                    .orElseThrow();
            assertEquals("8", answer.text(Search.Status).orElseThrow());
        }
        Element answer = ask(host.host, search(List.of(text, text)))
                .first(Search.Response, Search.Store)
                .orElseThrow();
        assertEquals("1", answer.text(Search.Status).orElseThrow());
    }

    @Test
    void aTimeThatNoClockShowsIsInvalid() throws Exception {
        for (String time : List.of(
                "+1000000000-12-31T23:59:59.999999999Z", "-1000000000-01-01T00:00:00Z", "+12026-11-21T00:00:00.000Z")) {
            Element since =
                    Element.of(Search.GreaterThan, Element.of(Email.DateReceived), Element.of(Search.Value, time));
            Element answer = ask(host.host, search(List.of(since)))
                    .first(Search.Response, Search.Store)
                    .orElseThrow();
            assertEquals("2", answer.text(Search.Status).orElseThrow(), time);
        }
    }

    /** As Sync tells it: the host's flag knows neither whom the answer went to nor when. */
    @Test
    void whatWasDoneWithAResultIsToldAsBySync() throws Exception {
        deliver("apple", "x");
        var id = org.mailspan.protocol.LongId.parse(longIds(ask(host.host, search("apple", "0-9"))
                                .first(Search.Response, Search.Store)
                                .orElseThrow())
                        .getFirst())
                .orElseThrow()
                .item();
        engine.items().mark(new Session(host.host, "phone", Version.V16_1), id, 2);
        Element properties = ask(host.host, search("app", "0-9"))
                .first(Search.Response, Search.Store, Search.Result, Search.Properties)
                .orElseThrow();
        assertEquals("2", properties.text(Email2.LastVerbExecuted).orElseThrow());
        assertEquals(
                "2026-11-21T12:00:00.000Z",
                properties.text(Email2.LastVerbExecutionTime).orElseThrow());
    }

    /** A result of another account has an id that opens nothing here. */
    @Test
    void noIdOpensWhatIsAnothers() throws Exception {
        deliver("secret", "x");
        String id = longIds(ask(host.host, search("secret", "0-9"))
                        .first(Search.Response, Search.Store)
                        .orElseThrow())
                .getFirst();
        var other = new MemoryBackend("eve@example.org", new Mailbox(), MemoryBackend.Tells.INCREMENTAL, Faults.NONE);
        var engine = new SyncEngine(store, Commands::rememberedOptions, () -> NOW);
        new Hierarchy(store).sync(new Session(other, "phone", Version.V16_1), "0");
        var item = org.mailspan.protocol.LongId.parse(id).orElseThrow().item();
        assertTrue(engine.items()
                .find(new Session(host.host, "phone", Version.V16_1), item)
                .isPresent());
        assertTrue(engine.items()
                .find(new Session(other, "phone", Version.V16_1), item)
                .isEmpty());
        Element theirs = ask(other, search("secret", "0-9"))
                .first(Search.Response, Search.Store)
                .orElseThrow();
        assertEquals("0", theirs.text(Search.Total).orElseThrow(), "not what the other account searched for last");
    }
}
