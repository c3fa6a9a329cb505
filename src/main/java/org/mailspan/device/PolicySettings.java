package org.mailspan.device;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What the owner asks of devices.
 *
 * @param asked by element, as the owner wrote it; what allows everything is not in it
 * @param required what becomes of a device that does not do all of it
 */
public record PolicySettings(Map<PolicyElement, String> asked, Required required) {
    /** Of everybody nothing. */
    public static final PolicySettings NONE = new PolicySettings(Map.of(), Required.PARTLY);

    /** How much of a policy a device must say that it applies (MS-ASPROV 2.2.2.54.1), to be let in. */
    public enum Required {
        /** Nothing: it need not even ask for the policy. */
        OFF,
        /** At least a part, which has the password in it (MS-ASPROV_R387). */
        PARTLY,
        FULLY
    }

    public PolicySettings {
        var restricting = new EnumMap<PolicyElement, String>(PolicyElement.class);
        asked.forEach((element, text) -> {
            if (!element.isUnrestricted(text)) restricting.put(element, text);
        });
        asked = Collections.unmodifiableMap(restricting);
    }

    /** What devices will not look at, since they are not asked for a password (MS-ASPROV_R629). */
    public List<PolicyElement> idle() {
        if (asked.containsKey(PolicyElement.DevicePasswordEnabled)) return List.of();
        return asked.keySet().stream().filter(PolicyElement::isOfPasswords).toList();
    }
}
