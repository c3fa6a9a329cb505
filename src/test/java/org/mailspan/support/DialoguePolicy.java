package org.mailspan.support;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.mailspan.device.Policy;
import org.mailspan.device.PolicyElement;
import org.mailspan.device.PolicySettings;
import org.mailspan.device.PolicySettings.Required;

/** The policy of a dialogue's bridge: {@code policy DevicePasswordEnabled=on required=fully}. */
public final class DialoguePolicy {
    private DialoguePolicy() {}

    public static Policy of(Map<String, String> words) {
        var asked = new EnumMap<PolicyElement, String>(PolicyElement.class);
        var required = Required.PARTLY;
        for (var word : words.entrySet())
            if (word.getKey().equals("required"))
                required = Required.valueOf(word.getValue().toUpperCase(Locale.ROOT));
            else
                asked.put(
                        PolicyElement.named(word.getKey())
                                .filter(element ->
                                        element.remedy(word.getValue()).isEmpty())
                                .orElseThrow(() -> new IllegalArgumentException("no policy " + word)),
                        word.getValue());
        return new Policy(new PolicySettings(asked, required));
    }
}
