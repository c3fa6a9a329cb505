package org.mailspan.device;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.mailspan.wbxml.Provision.*;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
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
     * algorithms) are left out. All are as old as 12.1, so one document serves all versions: Outlook goes round in
     * circles over an element that is newer than its version (quirk C5).
     */
    public static final Policy ALLOW_ALL = new Policy(List.of(
            Element.of(DevicePasswordEnabled, false),
            Element.of(AlphanumericDevicePasswordRequired, false),
            Element.of(PasswordRecoveryEnabled, false),
            Element.of(RequireStorageCardEncryption, false),
            Element.of(AttachmentsEnabled, true),
            Element.of(AllowSimpleDevicePassword, true),
            Element.of(DevicePasswordExpiration, 0),
            Element.of(DevicePasswordHistory, 0),
            Element.of(AllowStorageCard, true),
            Element.of(AllowCamera, true),
            Element.of(RequireDeviceEncryption, false),
            Element.of(AllowUnsignedApplications, true),
            Element.of(AllowUnsignedInstallationPackages, true),
            Element.of(AllowWiFi, true),
            Element.of(AllowTextMessaging, true),
            Element.of(AllowPOPIMAPEmail, true),
            Element.of(AllowBluetooth, 2),
            Element.of(AllowIrDA, true),
            Element.of(RequireManualSyncWhenRoaming, false),
            Element.of(AllowDesktopSync, true),
            Element.of(MaxCalendarAgeFilter, 0),
            Element.of(AllowHTMLEmail, true),
            Element.of(MaxEmailAgeFilter, 0),
            Element.of(MaxEmailBodyTruncationSize, -1),
            Element.of(MaxEmailHTMLBodyTruncationSize, -1),
            Element.of(RequireSignedSMIMEMessages, false),
            Element.of(RequireEncryptedSMIMEMessages, false),
            Element.of(AllowSMIMEEncryptionAlgorithmNegotiation, 2),
            Element.of(AllowSMIMESoftCerts, true),
            Element.of(AllowBrowser, true),
            Element.of(AllowConsumerEmail, true),
            Element.of(AllowRemoteDesktop, true),
            Element.of(AllowInternetSharing, true)));

    private final Element document;
    private final long temporaryKey;
    private final long finalKey;

    /** @param settings in the order of the schema */
    Policy(List<Element> settings) {
        document = Element.of(EASProvisionDoc, settings);
        temporaryKey = key("temporary");
        finalKey = key("final");
    }

    /** The EASProvisionDoc. */
    public Element document() {
        return document;
    }

    /** Good only for acknowledging the document (MS-ASPROV_R650). */
    public long temporaryKey() {
        return temporaryKey;
    }

    /** What a device sends that has acknowledged the document. */
    public long finalKey() {
        return finalKey;
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
