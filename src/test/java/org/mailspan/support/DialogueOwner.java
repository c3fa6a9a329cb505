package org.mailspan.support;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.mailspan.device.Deciding;
import org.mailspan.store.WipeRow.Kind;
import org.mailspan.support.Dialogue.Words;
import org.mailspan.wbxml.Element;

/** What the owner of a dialogue's devices decides: {@code owner wipes phone1}; it holds when the next step begins. */
final class DialogueOwner {
    /** What a device hears that is kept out, as Status or by HTTP. */
    private static final Set<String> KEPT_OUT = Set.of("129", "140", "403", "449");

    private final TestBridge bridge;
    private final DialogueClient client;
    private final String user;

    DialogueOwner(TestBridge bridge, DialogueClient client, String user) {
        this.bridge = bridge;
        this.client = client;
        this.user = user;
    }

    void decide(Words words) {
        String device = words.at(2);
        bridge.decide(owner -> decide(owner, words.at(1), device));
        boolean allowed = words.at(1).equals("allows");
        Eventually.that("what the owner decided holds", () -> isKeptOut(device) != allowed);
    }

    private void decide(Deciding owner, String what, String device) {
        switch (what) {
            case "allows" -> owner.allow(user, device);
            case "blocks" -> owner.block(user, device);
            case "quarantines" -> owner.quarantine(user, device);
            case "wipes" -> owner.wipe(user, device, Kind.DEVICE);
            case "wipes-account" -> owner.wipe(user, device, Kind.ACCOUNT);
            default -> throw new IllegalArgumentException("no owner " + what);
        }
    }

    /** By a Ping that asks for nothing: it leaves nothing behind, and needs no key. */
    private boolean isKeptOut(String device) {
        var answer = client.post("Ping", Map.of("device", device), Optional.empty(), new byte[0])
                .join();
        return KEPT_OUT.contains(answer.document()
                .flatMap(root -> root.elements().findFirst().map(Element::text))
                .orElse(Integer.toString(answer.status())));
    }
}
