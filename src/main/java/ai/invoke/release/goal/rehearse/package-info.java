/**
 * The goals around the sandbox: {@code rehearse} and {@code sandbox}. Knows the publishing goals and the
 * sandbox servers, and lets the ones talk to the others.
 */
@NullMarked
package ai.invoke.release.goal.rehearse;

import org.jspecify.annotations.NullMarked;
