package org.mailspan.support;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.mailspan.protocol.Version;
import org.mailspan.support.Dialogue.Step;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.Xml;
import org.opentest4j.AssertionFailedError;

/** Holds one dialogue with a bridge, in one version; a failure names the line, what was asked and what came. */
public final class DialogueRun {
    private static final Duration TURN = Duration.ofSeconds(5);

    private final Dialogue dialogue;
    private final DialogueHost.User user;
    private int before;
    private final DialogueClient client;
    private final DialogueActs acts;
    private final Map<String, String> known = new HashMap<>();
    private final DialogueMatch match;
    private Optional<CompletableFuture<DialogueClient.Answer>> asked = Optional.empty();
    private String asking = "nothing was asked yet";

    public DialogueRun(TestBridge bridge, DialogueHost host, Dialogue dialogue, Version version, String login) {
        this.dialogue = dialogue;
        user = host.user(login);
        client = new DialogueClient(bridge.address(), login, version);
        acts = new DialogueActs(user, client, new DialogueOwner(bridge, client, login), version, known);
        match = new DialogueMatch(known, acts::meaning);
        known.put("user", login);
    }

    public void run() {
        run(step -> {});
    }

    /** How many requests were sent so far, those of phones included that are not shown. */
    public int requests() {
        return client.sent();
    }

    /** Whether one of them waits for its expected answer. */
    public boolean isWaiting() {
        return asked.isPresent();
    }

    /** @param after each step that was taken */
    public void run(Consumer<Step> after) {
        for (Step step : dialogue.steps()) {
            take(step);
            after.accept(step);
        }
    }

    private void take(Step step) {
        try {
            switch (step) {
                case Step.Act act -> {
                    awaitItsTurn();
                    acts.act(act.words());
                }
                case Step.Ask ask -> ask(ask);
                case Step.Expect expect -> expect(expect);
            }
        } catch (AssertionError | RuntimeException broken) {
            throw told(step, broken);
        }
    }

    /**
     * What happens while a request waits should not happen before: what waits looks at the host once, and stands by
     * from then on.
     */
    private void awaitItsTurn() {
        long end = System.nanoTime() + TURN.toNanos();
        while (asked.isPresent() && !asked.get().isDone() && user.asked() == before && System.nanoTime() < end)
            LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
    }

    private AssertionFailedError told(Step step, Throwable broken) {
        Throwable cause =
                broken instanceof CompletionException && broken.getCause() != null ? broken.getCause() : broken;
        String message = dialogue.name() + ":" + step.line() + ": " + cause.getMessage() + "\n" + asking;
        return cause instanceof AssertionFailedError diff && diff.isExpectedDefined() && diff.isActualDefined()
                ? new AssertionFailedError(message, diff.getExpected(), diff.getActual(), cause)
                : new AssertionFailedError(message, cause);
    }

    private void ask(Step.Ask ask) {
        var options = new LinkedHashMap<String, String>();
        ask.options().forEach((name, value) -> options.put(name, match.filled(value)));
        Optional<Element> document = ask.document().map(match::filled);
        var line = new StringBuilder("> POST " + ask.command());
        options.forEach((name, value) -> line.append(" " + name + "=" + value));
        asking = line + "\n" + document.map(Xml::whole).orElse("");
        before = user.asked();
        asked = Optional.of(client.post(ask.command(), options, document, ask.body()));
    }

    private void expect(Step.Expect expect) {
        var answer = asked.orElseThrow(() -> new IllegalArgumentException("an answer without a request"))
                .join();
        asked = Optional.empty();
        String came = "< " + answer.status() + "\n"
                + answer.document().map(Xml::whole).orElse("");
        for (String text : answer.texts()) came += "part\n| " + text.replace("\n", "\n| ") + "\n";
        asking += came;
        var wrong = new ArrayList<String>();
        if (expect.status() != answer.status())
            wrong.add("expected " + expect.status() + ", was " + answer.status() + " "
                    + (answer.status() == 200
                            ? ""
                            : new String(answer.response().body(), StandardCharsets.UTF_8)));
        expect.headers().forEach((name, value) -> {
            Optional<String> there = answer.response().headers().firstValue(name);
            if (there.isEmpty()) wrong.add("missing header " + name);
            else match.difference(value, there.get()).ifPresent(d -> wrong.add("header " + name + ", " + d));
        });
        if (expect.status() == 200 && answer.status() == 200) wrong.addAll(differences(expect, answer));
        if (!wrong.isEmpty())
            throw new AssertionFailedError(
                    String.join("\n", wrong), expect.document().map(Xml::whole).orElse(""), came);
    }

    private List<String> differences(Step.Expect expect, DialogueClient.Answer answer) {
        if (expect.document().isPresent() != answer.document().isPresent())
            return List.of(
                    expect.document().isPresent() ? "expected a document, there is none" : "expected no document");
        var wrong = new ArrayList<String>();
        if (expect.document().isPresent())
            match.difference(expect.document().get(), answer.document().orElseThrow())
                    .ifPresent(wrong::add);
        assertEquals(expect.texts().size(), answer.texts().size(), "the number of parts");
        for (int i = 0; i < expect.texts().size(); i++)
            match.difference(expect.texts().get(i), answer.texts().get(i)).ifPresent(wrong::add);
        return wrong;
    }
}
