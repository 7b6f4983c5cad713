/**
 * What the agent does with each message of its controller, and what it reports back: {@link
 * org.ebbcast.agent.session.AgentControl} hears the messages and hands them to the part that answers, none of them on
 * the connection's event loop.
 */
@NullMarked
package org.ebbcast.agent.session;

import org.jspecify.annotations.NullMarked;
