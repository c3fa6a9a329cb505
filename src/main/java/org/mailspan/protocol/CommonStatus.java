package org.mailspan.protocol;

/** The Status values that mean the same in every command, MS-ASCMD 2.2.2; only those that are answered. */
public enum CommonStatus implements Status {
    InvalidContent(101),
    InvalidWBXML(102),
    InvalidXML(103),
    InvalidDateTime(104),
    InvalidCombinationOfIDs(105),
    InvalidIDs(106),
    InvalidMIME(107),
    DeviceIdMissingOrInvalid(108),
    DeviceTypeMissingOrInvalid(109),
    ServerError(110),
    ServerErrorRetryLater(111),
    MailboxQuotaExceeded(113),
    SendQuotaExceeded(115),
    MessageRecipientUnresolved(116),
    MessageReplyNotAllowed(117),
    MessagePreviouslySent(118),
    MessageHasNoRecipient(119),
    MailSubmissionFailed(120),
    UserCannotBeFound(124),
    DeviceIsBlockedForThisUser(129),
    AccessDenied(130),
    SyncStateNotFound(132),
    DeviceNotProvisioned(142),
    PolicyRefresh(143),
    InvalidPolicyKey(144),
    ItemNotFound(150),
    BodyPartPreferenceTypeNotSupported(164),
    DeviceInformationRequired(165);

    private final int code;

    CommonStatus(int code) {
        this.code = code;
    }

    @Override
    public int code() {
        return code;
    }
}
