package org.ebbcast.cli;

import java.math.BigDecimal;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads bits per second as people write them: {@code 5000000}, {@code 5M}, {@code 2.5Gbit/s}; prefixes are SI. */
final class Rates implements ITypeConverter<Long> {
    private static final String PREFIXES = "kMGT";

    @Override
    public Long convert(String text) {
        String number = text.endsWith("bit/s") ? text.substring(0, text.length() - "bit/s".length()).strip() : text;
        int prefix = number.isEmpty() ? -1 : PREFIXES.indexOf(number.charAt(number.length() - 1));
        try {
            BigDecimal amount = new BigDecimal(prefix < 0 ? number : number.substring(0, number.length() - 1).strip());
            return amount.scaleByPowerOfTen(3 * (prefix + 1)).longValueExact();
        } catch (ArithmeticException | NumberFormatException e) {
            throw new TypeConversionException("'" + text + "' is no rate; write bits per second such as 5000000, 5M or"
                    + " 2.5Gbit/s");
        }
    }
}
