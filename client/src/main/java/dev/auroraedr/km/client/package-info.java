/**
 * Talks to the driver: health, status and event streams. Start here:
 *
 * <pre>{@code
 * try (DriverConnection driver = DriverConnection.open("win32:\\\\.\\AuroraEDRKM");
 *     EventStream stream = driver.startEventStream(StreamOptions.defaults())) {
 *   System.out.println(driver.queryCallbackHealth());
 *   while (stream.isOpen()) {
 *     stream.poll(Duration.ofSeconds(1), batch -> {
 *       for (EventCursor event = batch.events(); event.next(); ) {
 *         System.out.println(event.type() + " " + event.name());
 *       }
 *     });
 *   }
 * }
 * }</pre>
 *
 * <p>Without a Windows machine put the emulator on the class path and open {@code emulator:}.
 * Whoever wants objects and a thread of its own subscribes to {@link
 * dev.auroraedr.km.client.EventStream#publisher}. Every failure is a {@link
 * dev.auroraedr.km.client.DriverException} whose class tells the cause and whose message tells the
 * call, the status and what to do (CLI-1).
 *
 * <p>Order of events (CLI-2): several receives are in flight, the driver serves them first come,
 * first served, and a stream hands out their batches in the order of submission, whatever the order
 * of their packets. Sequence numbers are checked on top.
 */
package dev.auroraedr.km.client;
