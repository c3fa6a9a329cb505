package org.mailspan.wbxml;

/** Code page 8, MS-ASWBXML 2.1.2.1.9. */
public enum MeetingResponse implements Tag {
    CalendarId(0x05),
    CollectionId(0x06),
    MeetingResponse(0x07),
    RequestId(0x08),
    Request(0x09),
    Result(0x0A),
    Status(0x0B),
    UserResponse(0x0C),
    InstanceId(0x0E),
    ProposedStartTime(0x10),
    ProposedEndTime(0x11),
    SendResponse(0x12);

    private final int token;

    MeetingResponse(int token) {
        this.token = token;
    }

    @Override
    public int page() {
        return 8;
    }

    @Override
    public int token() {
        return token;
    }

    @Override
    public String namespace() {
        return "MeetingResponse";
    }
}
