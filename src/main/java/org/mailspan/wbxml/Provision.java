package org.mailspan.wbxml;

/** Code page 14, MS-ASWBXML 2.1.2.1.15. */
public enum Provision implements Tag {
    Provision(0x05),
    Policies(0x06),
    Policy(0x07),
    PolicyType(0x08),
    PolicyKey(0x09),
    Data(0x0A),
    Status(0x0B),
    RemoteWipe(0x0C),
    EASProvisionDoc(0x0D),
    DevicePasswordEnabled(0x0E),
    AlphanumericDevicePasswordRequired(0x0F),
    RequireStorageCardEncryption(0x10),
    PasswordRecoveryEnabled(0x11),
    AttachmentsEnabled(0x13),
    MinDevicePasswordLength(0x14),
    MaxInactivityTimeDeviceLock(0x15),
    MaxDevicePasswordFailedAttempts(0x16),
    MaxAttachmentSize(0x17),
    AllowSimpleDevicePassword(0x18),
    DevicePasswordExpiration(0x19),
    DevicePasswordHistory(0x1A),
    AllowStorageCard(0x1B),
    AllowCamera(0x1C),
    RequireDeviceEncryption(0x1D),
    AllowUnsignedApplications(0x1E),
    AllowUnsignedInstallationPackages(0x1F),
    MinDevicePasswordComplexCharacters(0x20),
    AllowWiFi(0x21),
    AllowTextMessaging(0x22),
    AllowPOPIMAPEmail(0x23),
    AllowBluetooth(0x24),
    AllowIrDA(0x25),
    RequireManualSyncWhenRoaming(0x26),
    AllowDesktopSync(0x27),
    MaxCalendarAgeFilter(0x28),
    AllowHTMLEmail(0x29),
    MaxEmailAgeFilter(0x2A),
    MaxEmailBodyTruncationSize(0x2B),
    MaxEmailHTMLBodyTruncationSize(0x2C),
    RequireSignedSMIMEMessages(0x2D),
    RequireEncryptedSMIMEMessages(0x2E),
    RequireSignedSMIMEAlgorithm(0x2F),
    RequireEncryptionSMIMEAlgorithm(0x30),
    AllowSMIMEEncryptionAlgorithmNegotiation(0x31),
    AllowSMIMESoftCerts(0x32),
    AllowBrowser(0x33),
    AllowConsumerEmail(0x34),
    AllowRemoteDesktop(0x35),
    AllowInternetSharing(0x36),
    UnapprovedInROMApplicationList(0x37),
    ApplicationName(0x38),
    ApprovedApplicationList(0x39),
    Hash(0x3A),
    AccountOnlyRemoteWipe(0x3B);

    private final int token;

    Provision(int token) {
        this.token = token;
    }

    @Override
    public int page() {
        return 14;
    }

    @Override
    public int token() {
        return token;
    }

    @Override
    public String namespace() {
        return "Provision";
    }
}
