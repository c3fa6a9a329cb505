package org.mailspan.http;

import java.util.Optional;
import org.mailspan.command.Reply;
import org.mailspan.trace.Asked.Body;
import org.mailspan.trace.Trace;
import org.mailspan.wbxml.Element;

/** Who listens to one exchange. */
sealed interface Heard {
    Heard NOTHING = new Nobody();

    void request(Optional<Element> document, byte[] mail);

    /** Before the first octet goes out, so that the device's next request is heard after it. */
    void answer(int status, Reply reply);

    /** @param status as it was in the end: other than that of the answer if that could not be sent */
    void ended(int status, String detail);

    record Nobody() implements Heard {
        @Override
        public void request(Optional<Element> document, byte[] mail) {}

        @Override
        public void answer(int status, Reply reply) {}

        @Override
        public void ended(int status, String detail) {}
    }

    final class ByTrace implements Heard {
        private final Trace.Told told;
        private boolean answered;
        private int answer;

        ByTrace(Trace.Told told) {
            this.told = told;
        }

        @Override
        public void request(Optional<Element> document, byte[] mail) {
            told.request(Body.of(document, mail));
        }

        @Override
        public void answer(int status, Reply reply) {
            answered = true;
            answer = status;
            told.answer(status, reply);
        }

        @Override
        public void ended(int status, String detail) {
            if (answered && status != answer) told.notSent(detail);
            else if (!answered && status == Serving.CLIENT_GONE) told.unanswered(detail);
            else if (!answered) told.failed(status, detail);
        }
    }
}
