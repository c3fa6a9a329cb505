package org.mailspan.command;

import static org.mailspan.wbxml.Settings.*;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.mailspan.backend.Account;
import org.mailspan.backend.Backend;
import org.mailspan.backend.BackendException;
import org.mailspan.device.Devices;
import org.mailspan.protocol.Status;
import org.mailspan.protocol.Version;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.RightsManagement;
import org.mailspan.wbxml.Tag;

/** Takes what a device tells of itself, and tells it the account's addresses: MS-ASCMD 2.2.1.18. */
final class Settings implements Command {
    /** MS-ASCMD 2.2.3.177.15. */
    enum SettingsStatus implements Status {
        Success(1),
        ProtocolError(2),
        /** Of an Oof Set: the device was told of no group that it might set (MS-ASCMD_R3507). */
        AccessDenied(3),
        /** The host's answering of mail cannot be asked now. */
        ServerUnavailable(4),
        InvalidArguments(5),
        ConflictingArguments(6),
        /** Of a DevicePassword Set: the policy has PasswordRecoveryEnabled 0. */
        DeniedByPolicy(7);

        private final int code;

        SettingsStatus(int code) {
            this.code = code;
        }

        @Override
        public int code() {
            return code;
        }
    }

    private static final int LONGEST_PASSWORD = 255;
    private static final int LONGEST_NAME = 512;

    private final Map<Tag, Property> properties;

    /** Does and answers one property of a request. */
    private interface Property {
        Element answer(Call call, Element asked) throws BackendException;
    }

    Settings(Devices devices) {
        properties = Map.of(
                RightsManagementInformation, (call, asked) -> rightsManagement(asked),
                Oof, (call, asked) -> OutOfOfficeProperty.answer(call, asked),
                DeviceInformation, (call, asked) -> deviceInformation(devices, call, asked),
                DevicePassword, (call, asked) -> devicePassword(asked),
                UserInformation, (call, asked) -> userInformation(call, asked));
    }

    /** The properties are done and answered in the order of the request (MS-ASCMD_R478 and R480), each at most once. */
    @Override
    public Reply handle(Call call) throws BackendException {
        Optional<List<Element>> asked = call.request()
                .filter(request -> request.tag().equals(Settings))
                .map(request -> request.elements()
                        .filter(element -> properties.containsKey(element.tag()))
                        .toList())
                .filter(elements ->
                        elements.stream().map(Element::tag).distinct().count() == elements.size());
        if (asked.isEmpty()) return new Reply.Document(Element.of(Settings, status(SettingsStatus.ProtocolError)));
        var answers = new ArrayList<Element>();
        for (Element property : asked.get())
            answers.add(Objects.requireNonNull(properties.get(property.tag())).answer(call, property));
        return new Reply.Document(Element.of(Settings, status(SettingsStatus.Success), answers));
    }

    /** Also a part of Provision. It can be set only (MS-ASCMD_R2178). */
    static Element deviceInformation(Devices devices, Call call, Element property) {
        Optional<Element> set = property.first(Set);
        if (set.isEmpty() || property.has(Get))
            return Element.of(DeviceInformation, status(SettingsStatus.ProtocolError));
        boolean kept = devices.inform(call.account(), call.deviceId(), set.get());
        return Element.of(DeviceInformation, status(kept ? SettingsStatus.Success : SettingsStatus.InvalidArguments));
    }

    /**
     * Full addresses: without a domain iOS offers none to send from (quirk C8). It can be read only (MS-ASCMD_R4710).
     */
    private static Element userInformation(Call call, Element property) {
        if (!isGet(property)) return Element.of(UserInformation, status(SettingsStatus.ProtocolError));
        Account account = call.backend().account();
        boolean accounts = call.version().since(Version.V14_1);
        var addresses = Element.of(
                EmailAddresses,
                account.addresses().stream().map(address -> Element.of(SMTPAddress, address)),
                accounts ? Element.of(PrimarySmtpAddress, account.primaryAddress()) : null);
        return Element.of(
                UserInformation,
                status(SettingsStatus.Success),
                Element.of(Get, accounts ? Element.of(Accounts, account(call, account, addresses)) : addresses));
    }

    /** The primary account, and there is no other, has no AccountId (MS-ASCMD_R729). */
    private static Element account(Call call, Account account, Element addresses) {
        String name = account.displayName();
        return Element.of(
                Account,
                name.isEmpty() || name.length() > LONGEST_NAME ? null : Element.of(UserDisplayName, name),
                call.backend() instanceof Backend.Sends ? null : Element.of(SendDisabled, true),
                addresses);
    }

    private static Element devicePassword(Element property) {
        Optional<String> password = property.text(Set, Password);
        if (password.isEmpty()) return Element.of(DevicePassword, status(SettingsStatus.ProtocolError));
        boolean fits = password.get().length() <= LONGEST_PASSWORD;
        return Element.of(
                DevicePassword, status(fits ? SettingsStatus.DeniedByPolicy : SettingsStatus.InvalidArguments));
    }

    /** There are no templates; the schema has the Get of an error too. */
    private static Element rightsManagement(Element property) {
        return Element.of(
                RightsManagementInformation,
                status(isGet(property) ? SettingsStatus.Success : SettingsStatus.ProtocolError),
                Element.of(Get, RightsManagement.RightsManagementTemplates));
    }

    private static boolean isGet(Element property) {
        return property.has(Get) && !property.has(Set);
    }

    private static Element status(SettingsStatus status) {
        return Element.of(org.mailspan.wbxml.Settings.Status, status.code());
    }
}
