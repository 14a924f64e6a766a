"""The addresses of SCIM 2.0, which are there only where it is switched on."""

from django.urls import path

from .views import describing, groups, people

urlpatterns = [
    path("ServiceProviderConfig", describing.service, name="scim_service"),
    path("ResourceTypes", describing.types, name="scim_types"),
    path("ResourceTypes/<str:name>", describing.one_type, name="scim_type"),
    path("Schemas", describing.all_schemas, name="scim_schemas"),
    path("Schemas/<str:name>", describing.one_schema, name="scim_schema"),
    path(".search", describing.search, name="scim_search"),
    path("Users/.search", people.search, name="scim_search_people"),
    path("Groups/.search", groups.search, name="scim_search_groups"),
    path("Users", people.people, name="scim_people"),
    path("Users/<uuid:person>", people.person, name="scim_person"),
    path("Groups", groups.groups, name="scim_groups"),
    path("Groups/<uuid:group>", groups.group, name="scim_group"),
    path("<path:rest>", describing.nothing, name="scim_nothing"),
]
