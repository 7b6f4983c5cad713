package org.ebbcast.onos.web;

import java.io.IOException;
import java.util.Optional;
import javax.servlet.ServletException;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.ebbcast.onos.EbbcastService;
import org.ebbcast.orchestrator.Orchestrator;
import org.ebbcast.orchestrator.rest.Resources;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.server.ServerProperties;
import org.glassfish.jersey.servlet.ServletContainer;
import org.jspecify.annotations.Nullable;
import org.onlab.osgi.DefaultServiceDirectory;
import org.onlab.osgi.ServiceNotFoundException;
import org.onlab.rest.AuthorizationFilter;

/**
 * Serves the orchestrator's resources where this instance leads, and says where the leader is where it does not.
 * Thread-safe. The resources belong to one run of the orchestrator, so that each run has a container of its own.
 */
public final class EbbcastServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final int TEMPORARY_REDIRECT = 307;

    /** A JAX-RS container and what it serves. */
    private static final class Serving {
        private final Orchestrator orchestrator;
        private final ServletContainer container;

        Serving(Orchestrator orchestrator, ServletContainer container) {
            this.orchestrator = orchestrator;
            this.container = container;
        }
    }

    private transient @Nullable Serving serving;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        Optional<EbbcastService> service = find();
        Optional<Orchestrator> orchestrator = service.flatMap(EbbcastService::orchestrator);
        if (orchestrator.isPresent()) {
            container(service.get(), orchestrator.get()).service(request, response);
        } else {
            refuse(service.flatMap(EbbcastService::leader), request, response);
        }
    }

    private static Optional<EbbcastService> find() {
        try {
            return Optional.of(DefaultServiceDirectory.getService(EbbcastService.class));
        } catch (ServiceNotFoundException e) {
            return Optional.empty(); // the component is not active yet
        }
    }

    private synchronized ServletContainer container(EbbcastService service, Orchestrator orchestrator)
            throws ServletException {
        if (serving == null || serving.orchestrator != orchestrator) {
            drop();
            ResourceConfig config = new ResourceConfig();
            config.property(ServerProperties.WADL_FEATURE_DISABLE, true);
            config.register(AuthorizationFilter.class);
            config.registerInstances(Resources.singletons(orchestrator));
            config.registerInstances(new CapacityResource(service));
            ServletContainer container = new ServletContainer(config);
            container.init(getServletConfig());
            serving = new Serving(orchestrator, container);
        }
        return serving.container;
    }

    private synchronized void drop() {
        if (serving != null) {
            serving.container.destroy();
            serving = null;
        }
    }

    /** A redirect to the leader keeps the method; without a leader there is nobody to ask now. */
    private static void refuse(
            Optional<String> leader, HttpServletRequest request, HttpServletResponse response) throws IOException {
        String detail = leader.map(ip -> "the ONOS instance at " + ip + " leads; ask there")
                .orElse("no ONOS instance leads yet; try again in a moment");
        if (leader.isPresent() && !leader.get().equals(request.getLocalAddr())) {
            String query = request.getQueryString() == null ? "" : "?" + request.getQueryString();
            response.setHeader(
                    "Location",
                    request.getScheme() + "://" + leader.get() + ":" + request.getServerPort()
                            + request.getRequestURI() + query);
            response.setStatus(TEMPORARY_REDIRECT);
        } else {
            response.setHeader("Retry-After", "1");
            response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
        }
        response.setContentType("application/problem+json");
        response.getWriter()
                .write("{\"type\":\"about:blank\",\"title\":\"not the leader\",\"status\":" + response.getStatus()
                        + ",\"detail\":\"" + detail + "\"}");
    }

    @Override
    public void destroy() {
        drop();
    }
}
