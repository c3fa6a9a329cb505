package org.mailspan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mailspan.support.Exposed.mail;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailspan.support.DovecotHost;
import org.mailspan.support.Exposed;
import org.mailspan.support.Phone;
import org.mailspan.support.Phone.Answer;
import org.mailspan.support.Requests;
import org.mailspan.support.Weather;
import org.mailspan.support.Weather.Act;
import org.mailspan.support.Weather.From;
import org.mailspan.support.Weather.Once;
import org.mailspan.support.Weather.Step;
import org.mailspan.wbxml.ComposeMail;

/** A submission server that refuses, falls silent or hangs up: the phone is told which, and the mail goes out once. */
class SubmissionWeatherTest {
    @TempDir
    Path data;

    private Exposed exposed;
    private Phone phone;
    private String to;

    @BeforeEach
    void start() {
        exposed = Exposed.before(
                DovecotHost.shared(),
                settings -> settings,
                settings -> settings.withTimeouts(Exposed.SHORT),
                data.resolve("data"));
        to = DovecotHost.shared().newUser();
        phone = exposed.begun("phone1");
    }

    @AfterEach
    void stop() {
        exposed.close();
    }

    /** The Status of SendMail; empty for success. */
    private String send() {
        String mime = "From: " + exposed.user() + "\r\nTo: " + to
                + "\r\nSubject: out\r\nMessage-ID: <out@example.org>\r\n\r\nHello\r\n";
        Answer answer = phone.post("SendMail", Requests.sendMail("out", mime));
        assertEquals(200, answer.status());
        return answer.document().flatMap(root -> root.text(ComposeMail.Status)).orElse("");
    }

    private void goesOutOnce() {
        exposed.smtp().clear();
        assertEquals("", send());
        assertEquals("", send());
        assertEquals(1, DovecotHost.shared().received(to).size());
        assertEquals(1, exposed.there("Sent").size());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        AUTH | 454 4.7.0 temporary failure   | 111
        AUTH | 535 5.7.8 bad credentials     | 111
        MAIL | 452 4.3.1 no room now         | 111
        MAIL | 550 5.7.1 not your address    | 120
        MAIL | 552 5.3.4 too large           | 115
        RCPT | 450 4.2.0 greylisted          | 111
        RCPT | 550 5.1.1 no such user        | 120
        DATA | 421 4.3.2 shutting down       | 111
        DATA | 554 5.7.1 no                  | 120
        """)
    void aRefusalHasItsStatus(String command, String answer, String status) {
        exposed.smtp().weather(Weather.refuses(command, answer));
        assertEquals(status, send());
        assertEquals(0, DovecotHost.shared().received(to).size());
        goesOutOnce();
    }

    @Test
    void aServerThatIsDownOrTurnsUsAwayOrSaysNothingIsTryLater() {
        exposed.smtp().down();
        assertEquals("111", send());
        exposed.smtp().up();
        for (Act act : new Act[] {new Act.Bye("421 too many connections"), new Act.Silence()}) {
            exposed.smtp().weather(Weather.whenever(step -> step.from() == From.CALLER, act));
            assertEquals("111", send());
        }
        goesOutOnce();
    }

    @Test
    void aServerThatFallsSilentBeforeTheEndOfTheMailHasNotGotIt() {
        exposed.smtp().weather(Weather.whenever(step -> step.asks("MESSAGE"), new Act.Silence()));
        assertEquals("111", send());
        goesOutOnce();
    }

    private static boolean isTaken(Step step) {
        return step.isOutcome() && step.command().equals(".");
    }

    /** Gmail and M365 file what they send; so what lies in Sent was sent, whatever became of the 250. */
    @Test
    void aLostAnswerIsNoReasonToSendAgainWhatTheHostFiledItself() {
        var filing = new Once(SubmissionWeatherTest::isTaken, new Act.Cut()) {
            @Override
            public Act at(Step step) {
                boolean before = fired();
                Act act = super.at(step);
                if (!before && fired()) exposed.witness().append("Sent", mail("out"), "\\Seen");
                return act;
            }
        };
        exposed.smtp().weather(filing);
        assertEquals("", send());
        assertTrue(filing.fired());
        goesOutOnce();
    }

    @Test
    void anAnswerThatNeverComesIsTryLater() {
        exposed.smtp().weather(new Once(SubmissionWeatherTest::isTaken, new Act.Silence()));
        assertEquals("111", send());
        assertEquals("", send());
        // nobody can know that it was taken: twice is better than never
        assertEquals(2, DovecotHost.shared().received(to).size());
        assertEquals(1, exposed.there("Sent").size());
        assertEquals(Optional.empty(), phone.complaints().stream().findFirst());
    }
}
