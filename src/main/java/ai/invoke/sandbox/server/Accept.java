package ai.invoke.sandbox.server;

import ai.invoke.release.text.LetterCase;
import java.util.List;
import java.util.Optional;

/** Content negotiation as in RFC 9110, as far as an index needs it. */
public final class Accept {

    private Accept() {}

    /**
     * The best offer.
     *
     * @param header the Accept header; an absent one accepts nothing here, which callers treat as they must
     * @param offers media types, the server's favourite first
     * @return the offer with the highest quality, the first of equals; empty when none is acceptable
     */
    public static Optional<String> best(String header, List<String> offers) {
        Optional<String> best = Optional.empty();
        double highest = 0;
        for (String offer : offers) {
            double quality = quality(LetterCase.lower(header), offer);
            if (quality > highest) {
                highest = quality;
                best = Optional.of(offer);
            }
        }
        return best;
    }

    private static double quality(String header, String offer) {
        double quality = 0;
        int specific = -1;
        for (String range : header.split(",", -1)) {
            String[] parts = range.strip().split(";", -1);
            String type = parts[0].strip();
            int match = type.equals(offer)
                    ? 2
                    : type.equals(offer.substring(0, offer.indexOf('/')) + "/*") ? 1 : type.equals("*/*") ? 0 : -1;
            if (match > specific) {
                specific = match;
                quality = weight(parts);
            }
        }
        return quality;
    }

    private static double weight(String[] parts) {
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].strip();
            if (parameter.matches("q=[01](\\.\\d{0,3})?")) {
                return Double.parseDouble(parameter.substring(2));
            }
        }
        return 1;
    }
}
