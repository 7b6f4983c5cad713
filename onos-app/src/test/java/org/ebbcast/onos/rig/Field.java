package org.ebbcast.onos.rig;

/** Sets the fields that OSGi would inject into ONOS's managers. */
final class Field {
    private Field() {}

    static void set(Object target, String name, Object value) {
        for (Class<?> type = target.getClass(); type != null; type = type.getSuperclass()) {
            try {
                java.lang.reflect.Field field = type.getDeclaredField(name);
                field.setAccessible(true);
                field.set(target, value);
                return;
            } catch (NoSuchFieldException e) {
                continue; // declared further up
            } catch (IllegalAccessException e) {
                throw new AssertionError("cannot set " + name, e);
            }
        }
        throw new AssertionError(target.getClass() + " has no field " + name);
    }
}
