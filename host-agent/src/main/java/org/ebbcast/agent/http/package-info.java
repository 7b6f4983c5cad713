/**
 * HTTP/1.1 serving over netty for the agent's endpoints: bounded in connections and memory, request bodies handed on
 * part by part, files sent without copying. Services see {@link org.ebbcast.agent.http.Request} and answer with {@link
 * org.ebbcast.agent.http.Reply}; they never see netty.
 */
@NullMarked
package org.ebbcast.agent.http;

import org.jspecify.annotations.NullMarked;
