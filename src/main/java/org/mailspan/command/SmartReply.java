package org.mailspan.command;

/** Answers a message, MS-ASCMD 2.2.1.20: what was written goes out with the original quoted below. */
final class SmartReply implements Command {
    private final SmartMail mail;

    SmartReply(SmartMail mail) {
        this.mail = mail;
    }

    @Override
    public Reply handle(Call call) {
        return mail.send(call, SmartMail.Verb.REPLY);
    }
}
