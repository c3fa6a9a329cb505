package org.mailspan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mailspan.device.Policy;
import org.mailspan.event.Events;
import org.mailspan.protocol.Version;
import org.mailspan.support.DialogueHost;
import org.mailspan.support.DialoguePolicy;
import org.mailspan.support.Schemas;
import org.mailspan.support.Shows;
import org.mailspan.support.TestBridge;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.FolderHierarchy;
import org.mailspan.wbxml.Limits;
import org.mailspan.wbxml.Provision;
import org.mailspan.wbxml.WbxmlReader;
import org.mailspan.wbxml.WbxmlWriter;

/** A policy that its owner changes sends every phone to provision itself again, and none to load its mail again. */
final class PolicyChangeTest {
    private static final String USER = "anna@example.org";
    private static final String TYPE = "MS-EAS-Provisioning-WBXML";
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @TempDir
    Path data;

    private TestBridge bridge;

    @BeforeEach
    void start() {
        var host = new DialogueHost();
        host.user(USER);
        bridge = new TestBridge(host, new Events(), data);
    }

    @AfterEach
    void stop() {
        bridge.close();
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    @Shows("MS-ASPROV_R487 MS-ASPROV_R693 MS-ASPROV_R1035 MS-ASCMD_R7566")
    void everyPhoneProvisionsAgainAndKeepsItsFolders(Version version) throws Exception {
        String first = provisioned(version);
        String folders = folderKey(version, first, "0");

        bridge.restart(DialoguePolicy.of(Map.of("DevicePasswordEnabled", "on")));
        refused(version, first, folders);
        String second = provisioned(version);
        assertEquals(folders, folderKey(version, second, folders));

        bridge.restart(DialoguePolicy.of(Map.of("DevicePasswordEnabled", "on", "AllowCamera", "off")));
        refused(version, second, folders);
        String third = provisioned(version);
        assertEquals(folders, folderKey(version, third, folders));
        assertNotEquals(second, third);

        bridge.restart();
        assertEquals(folders, folderKey(version, third, folders), "a restart alone changes nothing");

        bridge.restart(Policy.ALLOW_ALL);
        refused(version, third, folders);
        assertEquals(first, provisioned(version));
    }

    /** The key that stays. */
    private String provisioned(Version version) throws Exception {
        String temporary = policyKey(version, Element.of(Provision.PolicyType, TYPE));
        return policyKey(
                version,
                Element.of(Provision.PolicyType, TYPE),
                Element.of(Provision.PolicyKey, temporary),
                Element.of(Provision.Status, 1));
    }

    private String policyKey(Version version, Object... policy) throws Exception {
        Element request =
                Element.of(Provision.Provision, Element.of(Provision.Policies, Element.of(Provision.Policy, policy)));
        return document(post("Provision", version, "0", request), version)
                .text(Provision.Policies, Provision.Policy, Provision.PolicyKey)
                .orElseThrow();
    }

    private String folderKey(Version version, String policy, String key) throws Exception {
        Element answer = document(folderSync(version, policy, key), version);
        assertEquals(Optional.of("1"), answer.text(FolderHierarchy.Status));
        boolean isFirst = key.equals("0");
        assertEquals(isFirst, answer.has(FolderHierarchy.Changes, FolderHierarchy.Add));
        return answer.text(FolderHierarchy.SyncKey).orElseThrow();
    }

    private void refused(Version version, String policy, String key) throws Exception {
        var answer = folderSync(version, policy, key);
        if (!version.since(Version.V14_0)) {
            assertEquals(449, answer.statusCode());
            return;
        }
        assertEquals(Optional.of("144"), document(answer, version).text(FolderHierarchy.Status));
    }

    private HttpResponse<byte[]> folderSync(Version version, String policy, String key) throws Exception {
        return post(
                "FolderSync",
                version,
                policy,
                Element.of(FolderHierarchy.FolderSync, Element.of(FolderHierarchy.SyncKey, key)));
    }

    private HttpResponse<byte[]> post(String command, Version version, String policy, Element request)
            throws Exception {
        String login = Base64.getEncoder().encodeToString((USER + ":secret").getBytes(StandardCharsets.UTF_8));
        var post = HttpRequest.newBuilder(URI.create(bridge.address() + "?Cmd=" + command + "&User=" + USER
                        + "&DeviceId=phone1&DeviceType=TestPhone"))
                .header("Authorization", "Basic " + login)
                .header("MS-ASProtocolVersion", version.text())
                .header("X-MS-PolicyKey", policy)
                .header("Content-Type", "application/vnd.ms-sync.wbxml")
                .POST(BodyPublishers.ofByteArray(WbxmlWriter.bytes(request)));
        return CLIENT.send(post.build(), BodyHandlers.ofByteArray());
    }

    private static Element document(HttpResponse<byte[]> answer, Version version) throws Exception {
        assertEquals(200, answer.statusCode());
        assertTrue(answer.body().length > 0);
        Element root = WbxmlReader.read(answer.body(), Limits.DEFAULT);
        Schemas.hold(root, version);
        return root;
    }
}
