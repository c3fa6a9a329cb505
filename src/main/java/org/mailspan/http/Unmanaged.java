package org.mailspan.http;

import org.jspecify.annotations.Nullable;
import org.xnio.Xnio;

/**
 * XNIO, kept from entering itself and its threads into JMX. Nobody reads that here, and it starts the JVM's whole
 * management, Flight Recorder's parts among it: more than 400 classes, which stay.
 */
final class Unmanaged {
    private static final String BUILDER = "javax.management.builder.initial";

    /** Made once: XNIO asks when it is loaded, and then takes no for an answer. */
    private static final Xnio XNIO = load();

    private Unmanaged() {}

    static Xnio xnio() {
        return XNIO;
    }

    private static Xnio load() {
        System.setProperty("jboss.threads.eqe.disable-mbean", "true");
        @Nullable String before = System.getProperty(BUILDER);
        // no such class: who asks for the JVM's management server while this stands gets none
        System.setProperty(BUILDER, "org.mailspan.none");
        try {
            return Xnio.getInstance();
        } finally {
            if (before == null) System.clearProperty(BUILDER);
            else System.setProperty(BUILDER, before);
        }
    }
}
