package org.mailspan.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailspan.cli.Settings.Mistake;
import org.mailspan.cli.Settings.Result;
import org.mailspan.device.PolicyElement;
import org.mailspan.device.PolicySettings;
import org.mailspan.device.PolicySettings.Required;

/** The policy as it is written in a settings file and in the environment. */
final class PolicyKeyTest {
    private static final String HOST = "imap.host = mail.example.org\n";

    @TempDir
    Path directory;

    @Test
    void nothingIsAskedUnlessItIsSet() throws IOException {
        assertEquals(PolicySettings.NONE, good(HOST, Map.of()).settings().policy());
        assertEquals(
                PolicySettings.NONE,
                good(HOST + "policy.AllowCamera = on\npolicy.MinDevicePasswordLength =\n", Map.of())
                        .settings()
                        .policy());
    }

    @Test
    void elementsAreNamedAsInTheSpecification() throws IOException {
        var good = good(HOST + """
            policy.DevicePasswordEnabled = on
            policy.MinDevicePasswordLength = 6
            policy.AllowCamera = off
            policy.required = Fully
            """, Map.of("MAILSPAN_POLICY_MINDEVICEPASSWORDLENGTH", "8"));
        assertEquals(
                new PolicySettings(
                        Map.of(
                                PolicyElement.DevicePasswordEnabled, "on",
                                PolicyElement.MinDevicePasswordLength, "8",
                                PolicyElement.AllowCamera, "off"),
                        Required.FULLY),
                good.settings().policy());
        assertEquals(List.of(), good.warnings());
    }

    @Test
    void everyMistakeIsNamedWithItsRemedy() throws IOException {
        Path file = write(HOST + """
            policy.DevicePasswordEnable = on
            policy.MinDevicePasswordLength = 17
            policy.AllowBluetooth = on
            policy.AllowCamera = no
            policy.PasswordRecoveryEnabled = on
            policy.required = yes
            policy.AllowCamera = off
            """);
        var bad = assertInstanceOf(
                Result.Bad.class, Settings.read(file, Map.of("MAILSPAN_POLICY_ALLOWBROWSER", "never")));
        assertEquals(
                List.of(
                        "line 2, policy.DevicePasswordEnable: there is no such setting."
                                + " Is policy.DevicePasswordEnabled meant?",
                        "line 3, policy.MinDevicePasswordLength: \"17\" is no value of it."
                                + " Write a number from 1 to 16.",
                        "line 4, policy.AllowBluetooth: \"on\" is no value of it. Write one of 0, 1, 2.",
                        "line 5, policy.AllowCamera: \"no\" is no value of it. Write on or off.",
                        "line 6, policy.PasswordRecoveryEnabled: \"on\" is no value of it."
                                + " Write off: recovery passwords are not kept here.",
                        "line 7, policy.required: \"yes\" is no part of a policy. Write off, partly or fully.",
                        "line 8, policy.AllowCamera: stands here again. Keep this one or line 5.",
                        "MAILSPAN_POLICY_ALLOWBROWSER of the environment: \"never\" is no value of it."
                                + " Write on or off."),
                bad.mistakes().stream().map(Mistake::toString).toList());
    }

    @Test
    void whatNoDeviceLooksAtIsAWarning() throws IOException {
        assertEquals(
                List.of("policy.MinDevicePasswordLength has no effect without policy.DevicePasswordEnabled = on."),
                good(HOST + "policy.MinDevicePasswordLength = 8\n", Map.of()).warnings());
    }

    private Result.Good good(String text, Map<String, String> environment) throws IOException {
        return assertInstanceOf(Result.Good.class, Settings.read(write(text), environment));
    }

    private Path write(String text) throws IOException {
        return Files.writeString(directory.resolve("bridge.properties"), text);
    }
}
