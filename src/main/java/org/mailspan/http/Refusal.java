package org.mailspan.http;

/** A request that ends at a step of {@link EasEndpoint} without being served: carries what it is answered. */
final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Answer answer;
    private final boolean told;

    private Refusal(Answer answer, String reason, boolean told) {
        super(reason, null, false, false);
        this.answer = answer;
        this.told = told;
    }

    /** @param reason for people; stands in the answer and in the log */
    Refusal(int status, String reason) {
        this(Answer.refusal(status, reason), reason, false);
    }

    /** One of which the log heard already. */
    static Refusal told(Answer answer, String reason) {
        return new Refusal(answer, reason, true);
    }

    /** Not for the log: each device sends its first request without a login. */
    static Refusal challenge() {
        return told(Answer.refusal(401, "a login is needed"), "");
    }

    boolean isTold() {
        return told;
    }

    Answer answer() {
        return answer;
    }

    String reason() {
        return Printable.of(String.valueOf(getMessage()), 300);
    }
}
