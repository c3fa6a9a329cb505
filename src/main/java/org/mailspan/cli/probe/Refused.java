package org.mailspan.cli.probe;

/** The server answered, and did not do what was asked. */
final class Refused extends Exception {
    private static final long serialVersionUID = 1L;
    private final String what;
    private final String remedy;

    Refused(String what, String remedy) {
        super(what);
        this.what = what;
        this.remedy = remedy;
    }

    String what() {
        return what;
    }

    String remedy() {
        return remedy;
    }
}
