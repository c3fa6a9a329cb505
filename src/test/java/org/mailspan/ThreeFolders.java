package org.mailspan;

import static org.mailspan.support.Exposed.mail;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.mailspan.protocol.FolderType;
import org.mailspan.support.DovecotHost;
import org.mailspan.support.Exposed;
import org.mailspan.support.Phone;
import org.mailspan.support.Phone.Answer;
import org.mailspan.support.Requests;
import org.mailspan.wbxml.AirSync;
import org.mailspan.wbxml.Element;

/** A phone that has all of three folders of a host that is exposed to weather: Inbox, Deleted Items and Projects. */
record ThreeFolders(Exposed exposed, Phone phone, String inbox, String trash, String projects)
        implements AutoCloseable {
    static ThreeFolders of(DovecotHost host, Path data) {
        var exposed = Exposed.before(host, data);
        exposed.witness().create("Projects");
        for (int i = 0; i < 3; i++) exposed.witness().append("INBOX", mail("kept" + i));
        exposed.witness().append("Projects", mail("plan"));
        Phone phone = exposed.begun("phone1");
        var folders = new ThreeFolders(
                exposed,
                phone,
                Exposed.inbox(phone),
                phone.folder(FolderType.DeletedItems).id(),
                phone.folder("Projects").id());
        for (String folder : List.of(folders.inbox, folders.trash, folders.projects)) exposed.syncAll(phone, folder);
        return folders;
    }

    /** The status of one Sync, or of HTTP. */
    int sync(String collection, Element... commands) {
        Answer answer = phone.post("Sync", phone.request(collection, commands));
        return answer.status() == 200 ? phone.apply(collection, answer) : answer.status();
    }

    /** The status of the one response in the answer to a Sync. */
    String told(String collection, Element... commands) {
        Answer answer = phone.post("Sync", phone.request(collection, commands));
        if (answer.status() != 200) return "HTTP " + answer.status();
        int status = phone.apply(collection, answer);
        if (status != 1) return "Sync " + status;
        return answer.document()
                .orElseThrow()
                .all(AirSync.Collections, AirSync.Collection, AirSync.Responses)
                .flatMap(Element::elements)
                .map(one -> one.text(AirSync.Status).orElse("?"))
                .collect(Collectors.joining(","));
    }

    void same() {
        exposed.assertSame(phone, inbox, "INBOX", "inbox");
        exposed.assertSame(phone, trash, "Trash", "trash");
        exposed.assertSame(phone, projects, "Projects", "projects");
    }

    static Element mailTo(String to, String from) {
        String mime = "From: " + from + "\r\nTo: " + to + "\r\nSubject: out\r\n\r\nHello\r\n";
        return Requests.sendMail("out", mime);
    }

    @Override
    public void close() {
        exposed.close();
    }
}
