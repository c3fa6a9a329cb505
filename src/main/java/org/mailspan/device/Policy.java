package org.mailspan.device;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.mailspan.wbxml.Provision.*;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.mailspan.device.PolicySettings.Required;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.WbxmlWriter;

/**
 * What a device is asked to enforce: its document (MS-ASPROV 2.2.2.28) and the keys by which a device shows that it
 * did.
 */
public final class Policy {
    /**
     * Allows everything. Every element that can say so is there, since an absent one may leave in force what another
     * server asked for (MS-ASPROV_R652). Those that could only restrict (lengths of passwords, attempts before a wipe,
     * algorithms) are left out.
     */
    public static final Policy ALLOW_ALL = new Policy(PolicySettings.NONE);

    /** What a device says that it made of the document, MS-ASPROV_R386 to R389. */
    public enum Compliance {
        FULL("1"),
        PARTIAL("2"),
        NONE("3"),
        EXTERNALLY_MANAGED("4");

        private final String status;

        Compliance(String status) {
            this.status = status;
        }

        public static Optional<Compliance> of(String status) {
            return Arrays.stream(values())
                    .filter(one -> one.status.equals(status))
                    .findFirst();
        }
    }

    private final PolicySettings settings;
    private final Element document;
    private final long temporaryKey;
    private final Map<Compliance, Long> finalKeys;

    public Policy(PolicySettings settings) {
        this.settings = settings;
        document = Element.of(EASProvisionDoc, elements(settings));
        temporaryKey = key("temporary");
        finalKeys = Stream.of(Compliance.values())
                .filter(this::isEnough)
                .collect(Collectors.toMap(one -> one, one -> key(phase(one))));
    }

    private static List<Element> elements(PolicySettings settings) {
        boolean allowsAll = settings.asked().isEmpty();
        return Stream.of(PolicyElement.values())
                .flatMap(one -> Optional.ofNullable(settings.asked().get(one))
                        .map(one::element)
                        .or(() -> allowsAll ? one.allowing() : one.unset())
                        .stream())
                .toList();
    }

    /** The EASProvisionDoc. */
    public Element document() {
        return document;
    }

    /** Good only for acknowledging the document (MS-ASPROV_R650). */
    public long temporaryKey() {
        return temporaryKey;
    }

    /** Whether a device has to provision itself before anything else: not for a document that asks nothing. */
    public boolean isRequired() {
        return !settings.asked().isEmpty() && settings.required() != Required.OFF;
    }

    /** What a device sends from now on that has acknowledged the document; empty if it did not do enough of it. */
    public Optional<Long> finalKey(Compliance compliance) {
        return Optional.ofNullable(finalKeys.get(compliance));
    }

    /** What the key of a request says of the device that sent it. */
    enum Standing {
        GOOD,
        /** It has none. */
        NOT_PROVISIONED,
        /** It has another than it should have. */
        STALE
    }

    /** @param key 0 is none */
    Standing standing(long key) {
        if (key == 0) return isRequired() ? Standing.NOT_PROVISIONED : Standing.GOOD;
        return finalKeys.containsValue(key) ? Standing.GOOD : Standing.STALE;
    }

    private boolean isEnough(Compliance compliance) {
        return !isRequired()
                || switch (compliance) {
                    case FULL -> true;
                    case PARTIAL -> settings.required() == Required.PARTLY;
                    case NONE, EXTERNALLY_MANAGED -> false;
                };
    }

    /** A key of its own for each, so that a device let through is asked anew when more is required. */
    private String phase(Compliance compliance) {
        if (settings.asked().isEmpty()) return "final";
        return switch (compliance) {
            case FULL -> "final";
            case PARTIAL -> "final, in part";
            case NONE -> "final, not at all";
            case EXTERNALLY_MANAGED -> "final, managed by another";
        };
    }

    /** Never 0, which old iPhones dislike (quirk C6), and below 2^31: a client may take it for a signed number. */
    private long key(String phase) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(phase.getBytes(UTF_8));
            byte[] octets = digest.digest(WbxmlWriter.bytes(document));
            return Math.max(1, ByteBuffer.wrap(octets).getInt() & Integer.MAX_VALUE);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}
