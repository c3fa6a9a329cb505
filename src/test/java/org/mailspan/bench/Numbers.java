package org.mailspan.bench;

import static java.lang.String.format;

import java.util.Arrays;

/** Measured values of one kind, ascending. */
record Numbers(double[] sorted) {
    static Numbers of(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return new Numbers(sorted);
    }

    int count() {
        return sorted.length;
    }

    double median() {
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    double least() {
        return sorted[0];
    }

    double most() {
        return sorted[sorted.length - 1];
    }

    /** @param share 0.9 for the value that nine of ten do not exceed */
    double percentile(double share) {
        return sorted[(int) Math.ceil(share * sorted.length) - 1];
    }

    /** The median with the range, each as {@code form} says. */
    String text(String form) {
        return format(form, median())
                + (sorted.length == 1 ? "" : " (" + format(form, least()) + "–" + format(form, most()) + ")");
    }
}
