package org.mailspan.protocol;

/** The types of folders, MS-ASCMD 2.2.3.186.3; those of the mail class and what a later calendar or address book needs. */
public enum FolderType {
    UserFolder(1),
    Inbox(2),
    Drafts(3),
    DeletedItems(4),
    SentItems(5),
    Outbox(6),
    Tasks(7),
    Calendar(8),
    Contacts(9),
    Notes(10),
    Journal(11),
    UserMail(12),
    UserCalendar(13),
    UserContacts(14),
    UserTasks(15),
    UserJournal(16),
    UserNotes(17),
    Unknown(18);

    private final int code;

    FolderType(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    public boolean holdsMail() {
        return switch (this) {
            case Inbox, Drafts, DeletedItems, SentItems, Outbox, UserMail, UserFolder -> true;
            case Tasks, Calendar, Contacts, Notes, Journal, UserCalendar, UserContacts -> false;
            case UserTasks, UserJournal, UserNotes, Unknown -> false;
        };
    }
}
