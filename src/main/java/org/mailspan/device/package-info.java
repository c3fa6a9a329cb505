/**
 * May this device speak, what it told of itself, and what its owner decided of it.
 *
 * <p>In: who asks, before its command runs ({@link org.mailspan.device.DeviceGate}), and the DeviceInformation that it
 * sends ({@link org.mailspan.device.Devices}). Out: a sealed verdict, which {@code command.Refusals} turns into an
 * answer, the policy document and its keys ({@link org.mailspan.device.Policy}), and the device's row in the store. To
 * add a verdict, add its record: the compiler then names every place that must answer it. Owners decide by
 * {@link org.mailspan.device.Deciding}, in another process than the one that serves; {@link org.mailspan.device.Admissions}
 * keeps what was decided in memory, follows, and has what the device waits with recalled.
 *
 * <p>Decisions:
 * <ul>
 *   <li>As long as nothing is asked of devices, one that has no key is let in. Some never provision (gaia, quirk A6). A
 *       key that is not ours, as that of the server that stood here before, is refused once, and the device then gets
 *       the right one. Where something is asked, a device without a key is sent to provision itself (449, or Status 142;
 *       141 is for devices that cannot, and nobody knows which these are), unless {@code policy.required = off}.
 *   <li>A Ping without a key is let in all the same: it has none by rights (MS-ASPROV_R61103), and AOSP, refused, goes
 *       round in circles (quirk A5). It tells no more than that something came.
 *   <li>The keys follow from the policy's content: nothing is kept, so a lost store sends nobody to provision again,
 *       and a policy that changes sends everybody, which is what a key is for (MS-ASPROV_R1035). What a device made of
 *       the policy (all, a part, nothing, managed by another) is in its key too, so that a stricter
 *       {@code policy.required} asks those anew that it keeps out, and only those. That a device lies, or shows the key
 *       of another one, no server can tell (MS-ASPROV_R484): a policy is for honest devices.
 *   <li>A document that asks for anything takes back all that it does not ask for, by the value that allows it or by an
 *       empty element (MS-ASPROV_R652): what was asked before is not known here, and need not be. The elements are one
 *       table ({@link org.mailspan.device.PolicyElement}), which settings, document and tests follow. All are as old as
 *       12.1: one document serves all versions. PasswordRecoveryEnabled can only be off, since nothing keeps recovery
 *       passwords here.
 *   <li>A device that is to be wiped hears of nothing else: no policy, no key, no mail. An order for the account alone is
 *       told in 16.1 only; an older version is kept out meanwhile, lest a thief have the mail by asking for less. It is
 *       never told to wipe all in place of it.
 *   <li>Each device has a row in decisions.db from its first request on, whatever the setting for new ones: so a device
 *       that is in use when {@code devices.new} is changed stays in, and so does one whose cache was lost. Devices that
 *       only the cache knows (it is older than the decisions, or these were lost) are let in: they were before. In the
 *       cache is a version of those alone that were let in. A lost decisions.db so forgets who was blocked and what was
 *       ordered, and locks nobody out; a backup has to cover it.
 *   <li>A device in quarantine hears what a blocked one does: 129, the one word that MS-ASCMD has for it (R4874), below
 *       14.0 a 403. Not an empty hierarchy with a mail in it, as Exchange does: there is no folder to put it in, and a
 *       phone that had mail before would delete it. To 129 phones answer by waiting (quirk E3); neither it nor 403 has one
 *       delete anything. Since 403 makes old Androids provision again without end (quirk A7), they are not let
 *       through to Provision either, and whoever is refused eleven times in a minute waits four seconds for the rest. In
 *       quarantine a device may provision itself since 14.0: it tells its model, and is ready when it is let in.
 *   <li>Owners are told by mail through their own submission server, since the bridge has no other: once for each device,
 *       three times a day for each account, not before the first request after Provision, so that the model is known.
 *       What a device says of itself stands in a base64 body, without control characters.
 *   <li>An account has a hundred devices. A client that makes up ids, or a stranger with the password, is told 177 from
 *       then on (R4980); but a device upon which nobody decided and that was away for a week makes room, since Outlook
 *       takes another id at each start (quirk A19).
 *   <li>An order to wipe is carried out once: when the device confirms, the cache notes the order's name before the
 *       decisions do, and the device stays blocked until it is allowed. The name is random, so that an order given after
 *       a restore is not taken for one from before. What remains is a backup of both files that holds an order which was
 *       carried out since, while the phone was found and is in use: wiping it again would be the worst thing that
 *       happens here. So decisions.db tells up to when it was looked after, every five minutes while an order waits. Found
 *       older than a quarter of an hour, it was switched off or is an old copy; nobody can tell which, and its orders wait
 *       to be given again. Their devices are kept out meanwhile. A file that is restored within a quarter of an hour
 *       after its backup, together with the cache, is not noticed.
 *   <li>An order that was told and not confirmed is told again: a device confirms before it wipes itself
 *       (MS-ASPROV 3.1.5.1.2.2), so the answer was lost.
 *   <li>What the cache has to forget of a device (resync, forget) is forgotten at its next request, by the process whose
 *       cache it is: the command line writes decisions.db alone.
 *   <li>There always is a policy, one that allows everything: several clients stop where there is none (quirk C3).
 *   <li>A sighting is written when it tells something new, else once an hour: a poll a minute must not be a write a
 *       minute.
 *   <li>What a device says of itself may be deleted with the rest of the store; it is told again at its next
 *       provisioning.
 * </ul>
 *
 * <p>Imports: backend, event, format, store, protocol, wbxml
 */
@NullMarked
package org.mailspan.device;

import org.jspecify.annotations.NullMarked;
