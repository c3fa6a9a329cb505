package org.mailspan.cli.probe;

import java.util.List;
import java.util.Optional;
import org.mailspan.protocol.Version;
import org.mailspan.wbxml.AirSync;
import org.mailspan.wbxml.AirSyncBase;
import org.mailspan.wbxml.ComposeMail;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.FolderHierarchy;
import org.mailspan.wbxml.ItemOperations;
import org.mailspan.wbxml.Ping;
import org.mailspan.wbxml.Provision;
import org.mailspan.wbxml.Settings;

/** The documents that the probe sends, with their elements in the order of the schemas. */
final class EasRequests {
    private EasRequests() {}

    /** MS-ASPROV 3.1.5.1.1; from 14.1 on a device introduces itself in it. */
    static Element provision(Version version) {
        Optional<Element> device = version.since(Version.V14_1)
                ? Optional.of(Element.of(
                        Settings.DeviceInformation,
                        Element.of(
                                Settings.Set,
                                Element.of(Settings.Model, "Mailspan probe"),
                                Element.of(Settings.UserAgent, "Mailspan-Probe"))))
                : Optional.empty();
        return Element.of(Provision.Provision, device, Element.of(Provision.Policies, policy()));
    }

    /** MS-ASPROV 3.1.5.1.2: the policy is taken on. */
    static Element provisioned(String temporaryKey) {
        return Element.of(
                Provision.Provision,
                Element.of(
                        Provision.Policies,
                        Element.of(
                                Provision.Policy,
                                Element.of(Provision.PolicyType, "MS-EAS-Provisioning-WBXML"),
                                Element.of(Provision.PolicyKey, temporaryKey),
                                Element.of(Provision.Status, 1))));
    }

    private static Element policy() {
        return Element.of(Provision.Policy, Element.of(Provision.PolicyType, "MS-EAS-Provisioning-WBXML"));
    }

    static Element userInformation() {
        return Element.of(Settings.Settings, Element.of(Settings.UserInformation, Settings.Get));
    }

    static Element folderSync() {
        return Element.of(FolderHierarchy.FolderSync, Element.of(FolderHierarchy.SyncKey, "0"));
    }

    static Element initialSync(String collection) {
        return collection("0", collection);
    }

    /** A window of the mail of the last day, with as much body as a list shows. */
    static Element sync(String key, String collection) {
        return collection(
                key,
                collection,
                AirSync.GetChanges,
                Element.of(AirSync.WindowSize, 50),
                Element.of(
                        AirSync.Options,
                        Element.of(AirSync.FilterType, 1),
                        Element.of(
                                AirSyncBase.BodyPreference,
                                Element.of(AirSyncBase.Type, 1),
                                Element.of(AirSyncBase.TruncationSize, 512))));
    }

    /** Deletes for good: DeletesAsMoves is 1 where it is left out. */
    static Element delete(String key, String collection, String item) {
        return collection(
                key,
                collection,
                Element.of(AirSync.DeletesAsMoves, 0),
                Element.of(AirSync.GetChanges, 0),
                Element.of(AirSync.Commands, Element.of(AirSync.Delete, Element.of(AirSync.ServerId, item))));
    }

    private static Element collection(String key, String collection, Object... more) {
        return Element.of(
                AirSync.Sync,
                Element.of(
                        AirSync.Collections,
                        Element.of(
                                AirSync.Collection,
                                Element.of(AirSync.SyncKey, key),
                                Element.of(AirSync.CollectionId, collection),
                                List.of(more))));
    }

    static Element ping(String collection, int heartbeatSeconds) {
        return Element.of(
                Ping.Ping,
                Element.of(Ping.HeartbeatInterval, heartbeatSeconds),
                Element.of(
                        Ping.Folders,
                        Element.of(Ping.Folder, Element.of(Ping.Id, collection), Element.of(Ping.Class, "Email"))));
    }

    static Element sendMail(String clientId, byte[] message) {
        return Element.of(
                ComposeMail.SendMail, Element.of(ComposeMail.ClientId, clientId), Element.of(ComposeMail.Mime, (Object)
                        message));
    }

    static Element fetch(String collection, String item) {
        return Element.of(
                ItemOperations.ItemOperations,
                Element.of(
                        ItemOperations.Fetch,
                        Element.of(ItemOperations.Store, "Mailbox"),
                        Element.of(AirSync.CollectionId, collection),
                        Element.of(AirSync.ServerId, item)));
    }
}
