package org.mailspan.cli;

import java.util.Optional;
import org.mailspan.device.PolicyElement;

/** A key such as policy.DevicePasswordEnabled: its name is that of the element, so that MS-ASPROV explains it. */
record PolicyKey(PolicyElement element) implements Key {
    private static final String PREFIX = "policy.";

    @Override
    public String key() {
        return PREFIX + element.name();
    }

    @Override
    public String byDefault() {
        return element.unrestricted();
    }

    @Override
    public String sentence() {
        return element.sentence();
    }

    @Override
    public Optional<Rule.Fault> fault(String value) {
        return element.remedy(value).map(remedy -> new Rule.Fault("is no value of it", remedy));
    }
}
