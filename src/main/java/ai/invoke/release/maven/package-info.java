/**
 * Small adapters that own all knowledge of Maven's settings, proxies, decryption, console, prompter and attached artifacts. Knows no releases.
 */
@NullMarked
package ai.invoke.release.maven;

import org.jspecify.annotations.NullMarked;
