/**
 * The HTTP server that both services run on: requests, answers, the log, the faults it can play, stored state.
 * Knows neither service.
 */
@NullMarked
package ai.invoke.sandbox.server;

import org.jspecify.annotations.NullMarked;
