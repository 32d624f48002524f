package dev.auroraedr.km.conformance.target;

/**
 * Fields of the device object.
 *
 * @param name its name in the object manager
 * @param deviceType DeviceType
 * @param characteristics Characteristics
 * @param exclusive whether it was created exclusive
 * @param sddl its security descriptor's DACL
 * @param hasFastIo whether the driver has a fast I/O table
 */
public record DeviceObjectFacts(
    String name,
    int deviceType,
    int characteristics,
    boolean exclusive,
    String sddl,
    boolean hasFastIo) {}
