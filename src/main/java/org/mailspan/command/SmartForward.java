package org.mailspan.command;

/** Forwards a message, MS-ASCMD 2.2.1.19: what was written goes out with the original's text and attachments. */
final class SmartForward implements Command {
    private final SmartMail mail;

    SmartForward(SmartMail mail) {
        this.mail = mail;
    }

    @Override
    public Reply handle(Call call) {
        return mail.send(call, SmartMail.Verb.FORWARD);
    }
}
