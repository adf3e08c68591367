/**
 * SSH signatures of people: reading, verifying and making them, and the file of those who may sign. Does not know what is signed.
 */
@NullMarked
package ai.invoke.release.approval.ssh;

import org.jspecify.annotations.NullMarked;
