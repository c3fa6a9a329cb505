package org.mailspan.device;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.mailspan.device.PolicyValues.Numbers;
import org.mailspan.device.PolicyValues.OffAlone;
import org.mailspan.device.PolicyValues.OneOf;
import org.mailspan.device.PolicyValues.Switch;
import org.mailspan.device.PolicyValues.Words;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.Provision;

/**
 * The children of an EASProvisionDoc (MS-ASPROV 2.2.2.28), in the order of the schema. Every one is as old as 12.1, so
 * one document serves all versions; were there a newer one, the document would have to be built for each (quirk C5).
 */
public enum PolicyElement {
    DevicePasswordEnabled(Provision.DevicePasswordEnabled, toggle(), "off", "Whether the device has a password."),
    AlphanumericDevicePasswordRequired(
            Provision.AlphanumericDevicePasswordRequired,
            toggle(),
            "off",
            "Whether digits alone are not enough for a password."),
    PasswordRecoveryEnabled(
            Provision.PasswordRecoveryEnabled,
            new OffAlone("Write off: recovery passwords are not kept here."),
            "off",
            "Whether devices may leave a recovery password here; off alone is possible."),
    RequireStorageCardEncryption(
            Provision.RequireStorageCardEncryption, toggle(), "off", "Whether a storage card is encrypted."),
    AttachmentsEnabled(Provision.AttachmentsEnabled, toggle(), "on", "Whether attachments may be loaded."),
    MinDevicePasswordLength(
            Provision.MinDevicePasswordLength,
            new Numbers(1, 16),
            Unset.EMPTY,
            "How long a password is at least, 1-16."),
    MaxInactivityTimeDeviceLock(
            Provision.MaxInactivityTimeDeviceLock,
            new Numbers(1, 9999),
            Unset.EMPTY,
            "After how many seconds a device locks itself, 1-9999; 9999 is never."),
    MaxDevicePasswordFailedAttempts(
            Provision.MaxDevicePasswordFailedAttempts,
            new Numbers(4, 16),
            Unset.EMPTY,
            "After how many wrong passwords a device wipes itself or locks, 4-16."),
    MaxAttachmentSize(
            Provision.MaxAttachmentSize, any(0), Unset.EMPTY, "The largest attachment that may be loaded, in octets."),
    AllowSimpleDevicePassword(
            Provision.AllowSimpleDevicePassword, toggle(), "on", "Whether a password may be such as 2222 or abcd."),
    DevicePasswordExpiration(
            Provision.DevicePasswordExpiration, any(0), "0", "After how many days a password expires; 0 is never."),
    DevicePasswordHistory(
            Provision.DevicePasswordHistory, any(0), "0", "How many passwords of before may not be used again."),
    AllowStorageCard(Provision.AllowStorageCard, toggle(), "on", "Whether a storage card may be used."),
    AllowCamera(Provision.AllowCamera, toggle(), "on", "Whether the camera may be used."),
    RequireDeviceEncryption(Provision.RequireDeviceEncryption, toggle(), "off", "Whether the device is encrypted."),
    AllowUnsignedApplications(
            Provision.AllowUnsignedApplications, toggle(), "on", "Whether unsigned applications may run."),
    AllowUnsignedInstallationPackages(
            Provision.AllowUnsignedInstallationPackages, toggle(), "on", "Whether unsigned packages may be installed."),
    MinDevicePasswordComplexCharacters(
            Provision.MinDevicePasswordComplexCharacters,
            new Numbers(1, 4),
            Unset.ABSENT,
            "How many kinds of characters (small, capital, digits, others) a password has at least, 1-4."),
    AllowWiFi(Provision.AllowWiFi, toggle(), "on", "Whether Wi-Fi may be used."),
    AllowTextMessaging(Provision.AllowTextMessaging, toggle(), "on", "Whether text messages may be sent."),
    AllowPOPIMAPEmail(Provision.AllowPOPIMAPEmail, toggle(), "on", "Whether there may be POP and IMAP accounts."),
    AllowBluetooth(
            Provision.AllowBluetooth,
            oneOf("0", "1", "2"),
            "2",
            "Bluetooth: 0 is off, 1 for hands-free alone, 2 is on."),
    AllowIrDA(Provision.AllowIrDA, toggle(), "on", "Whether infrared may be used."),
    RequireManualSyncWhenRoaming(
            Provision.RequireManualSyncWhenRoaming, toggle(), "off", "Whether mail comes only by hand when roaming."),
    AllowDesktopSync(Provision.AllowDesktopSync, toggle(), "on", "Whether the device may sync with a desktop."),
    MaxCalendarAgeFilter(
            Provision.MaxCalendarAgeFilter,
            oneOf("0", "4", "5", "6", "7"),
            "0",
            "How old what is in calendars may be: 0 all, 4 two weeks, 5 a month, 6 three, 7 six months."),
    AllowHTMLEmail(Provision.AllowHTMLEmail, toggle(), "on", "Whether mail may be loaded as HTML."),
    MaxEmailAgeFilter(
            Provision.MaxEmailAgeFilter,
            oneOf("0", "1", "2", "3", "4", "5"),
            "0",
            "How old mail may be: 0 all, 1 a day, 2 three days, 3 a week, 4 two weeks, 5 a month."),
    MaxEmailBodyTruncationSize(
            Provision.MaxEmailBodyTruncationSize,
            any(-1),
            "-1",
            "How much of a plain text is loaded; -1 all, 0 headers alone."),
    MaxEmailHTMLBodyTruncationSize(
            Provision.MaxEmailHTMLBodyTruncationSize,
            any(-1),
            "-1",
            "How much of an HTML text is loaded; -1 all, 0 headers alone."),
    RequireSignedSMIMEMessages(
            Provision.RequireSignedSMIMEMessages, toggle(), "off", "Whether what is sent is signed (S/MIME)."),
    RequireEncryptedSMIMEMessages(
            Provision.RequireEncryptedSMIMEMessages, toggle(), "off", "Whether what is sent is encrypted (S/MIME)."),
    RequireSignedSMIMEAlgorithm(
            Provision.RequireSignedSMIMEAlgorithm,
            oneOf("0", "1"),
            Unset.ABSENT,
            "By which algorithm it is signed: 0 SHA1, 1 MD5."),
    RequireEncryptionSMIMEAlgorithm(
            Provision.RequireEncryptionSMIMEAlgorithm,
            oneOf("0", "1", "2", "3", "4"),
            Unset.ABSENT,
            "By which it is encrypted: 0 TripleDES, 1 DES, 2 RC2 of 128, 3 of 64, 4 of 40 bits."),
    AllowSMIMEEncryptionAlgorithmNegotiation(
            Provision.AllowSMIMEEncryptionAlgorithmNegotiation,
            oneOf("0", "1", "2"),
            "2",
            "Whether another algorithm may be agreed on: 0 no, 1 a strong one, 2 any."),
    AllowSMIMESoftCerts(
            Provision.AllowSMIMESoftCerts, toggle(), "on", "Whether certificates may lie on the device (S/MIME)."),
    AllowBrowser(Provision.AllowBrowser, toggle(), "on", "Whether a web browser may be used."),
    AllowConsumerEmail(
            Provision.AllowConsumerEmail,
            toggle(),
            "on",
            "Whether there may be personal mail accounts beside this one."),
    AllowRemoteDesktop(Provision.AllowRemoteDesktop, toggle(), "on", "Whether remote desktops may be used."),
    AllowInternetSharing(
            Provision.AllowInternetSharing, toggle(), "on", "Whether others may go online through the device."),
    UnapprovedInROMApplicationList(
            Provision.UnapprovedInROMApplicationList,
            new Words(
                    Provision.ApplicationName,
                    Pattern.compile("[^\\p{Cntrl}]+"),
                    "Write names with commas between them, such as game.exe, chat.exe."),
            Unset.EMPTY,
            "Which applications that came with the device may not run: their names, with commas."),
    ApprovedApplicationList(
            Provision.ApprovedApplicationList,
            new Words(
                    Provision.Hash,
                    Pattern.compile("[0-9A-Fa-f]{40}"),
                    "Write SHA-1 hashes of 40 hexadecimal digits with commas between them."),
            Unset.ABSENT,
            "Which other applications may run, and none beside them: their SHA-1 hashes, with commas.");

    /** How a device is told that nobody set this (MS-ASPROV_R652), where no value says so. */
    private enum Unset {
        /** By an empty element, which takes back what was asked before. */
        EMPTY,
        /** By none: it cannot be empty, or an empty one would forbid everything (MS-ASPROV_R198). */
        ABSENT
    }

    /** MS-ASPROV_R628, but for DevicePasswordEnabled itself. */
    private static final Set<PolicyElement> OF_PASSWORDS = EnumSet.of(
            AllowSimpleDevicePassword,
            AlphanumericDevicePasswordRequired,
            DevicePasswordExpiration,
            DevicePasswordHistory,
            MaxDevicePasswordFailedAttempts,
            MinDevicePasswordComplexCharacters,
            MinDevicePasswordLength,
            PasswordRecoveryEnabled);

    private final Provision tag;
    /** Records of lists and patterns that nobody changes. */
    @SuppressWarnings("ImmutableEnumChecker")
    private final PolicyValues values;

    private final String unrestricted;
    private final boolean emptyWhenUnset;
    private final String sentence;

    PolicyElement(Provision tag, PolicyValues values, String unrestricted, String sentence) {
        this.tag = tag;
        this.values = values;
        this.unrestricted = unrestricted;
        this.emptyWhenUnset = false;
        this.sentence = sentence;
    }

    PolicyElement(Provision tag, PolicyValues values, Unset unset, String sentence) {
        this.tag = tag;
        this.values = values;
        this.unrestricted = "";
        this.emptyWhenUnset = unset == Unset.EMPTY;
        this.sentence = sentence;
    }

    private static PolicyValues toggle() {
        return new Switch();
    }

    private static PolicyValues oneOf(String... values) {
        return new OneOf(List.of(values));
    }

    /** As far as a device counts that takes it for a signed number. */
    private static PolicyValues any(long least) {
        return new Numbers(least, Integer.MAX_VALUE);
    }

    public static Optional<PolicyElement> named(String name) {
        return Arrays.stream(values()).filter(one -> one.name().equals(name)).findFirst();
    }

    /** The value that allows everything; empty where there is none. */
    public String unrestricted() {
        return unrestricted;
    }

    /** What it is, for its owner. */
    public String sentence() {
        return sentence;
    }

    /** What to write instead of a value that cannot be right. */
    public Optional<String> remedy(String text) {
        return values.remedy(text);
    }

    /** Whether a device is told the same by both. */
    boolean isUnrestricted(String text) {
        return !unrestricted.isEmpty() && element(text).equals(element(unrestricted));
    }

    Element element(String text) {
        return values.element(tag, text);
    }

    /** How a device is told that this is allowed. */
    Optional<Element> allowing() {
        return unrestricted.isEmpty() ? Optional.empty() : Optional.of(element(unrestricted));
    }

    /** As {@link #allowing}, where something else is asked: then an absent element may leave in force what was. */
    Optional<Element> unset() {
        return allowing().or(() -> emptyWhenUnset ? Optional.of(Element.of(tag)) : Optional.empty());
    }

    /** Whether devices look at it only if DevicePasswordEnabled is on. */
    boolean isOfPasswords() {
        return OF_PASSWORDS.contains(this);
    }
}
