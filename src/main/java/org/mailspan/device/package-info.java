/**
 * May this device speak, and what it told of itself.
 *
 * <p>In: who asks, before its command runs ({@link org.mailspan.device.DeviceGate}), and the DeviceInformation that it
 * sends ({@link org.mailspan.device.Devices}). Out: a sealed verdict, which {@code command.Refusals} turns into an
 * answer, the policy document and its keys ({@link org.mailspan.device.Policy}), and the device's row in the store. To
 * add a verdict (quarantine, block, wipe), add its record: the compiler then names every place that must answer it.
 *
 * <p>Decisions:
 * <ul>
 *   <li>A device that has no key is let in. Some never provision (gaia, quirk A6), and a Ping often comes without the
 *       key that the device has (quirk A5): refused, it would go round in circles. A key that is not ours, as that of
 *       the server that stood here before, is refused once, and the device then gets the right one.
 *   <li>The keys follow from the policy's content: nothing is kept, so a lost store sends nobody to provision again,
 *       and a policy that changes sends everybody, which is what a key is for (MS-ASPROV_R1035).
 *   <li>There always is a policy, one that allows everything: several clients stop where there is none (quirk C3).
 *   <li>A sighting is written when it tells something new, else once an hour: a poll a minute must not be a write a
 *       minute.
 *   <li>What a device says of itself may be deleted with the rest of the store; it is told again at its next
 *       provisioning.
 * </ul>
 *
 * <p>Imports: store, protocol, wbxml
 */
@NullMarked
package org.mailspan.device;

import org.jspecify.annotations.NullMarked;
