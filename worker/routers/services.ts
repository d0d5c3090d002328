import type { Service } from '../../domain/conversion.ts';

interface ServiceMenus {
  readonly users: string;
  readonly profiles: string;
  /** Who is online now, and the property with their user's name there. */
  readonly active: string;
  readonly activeName: string;
  /** What the users' menu calls a fixed IP address. */
  readonly addressProperty: string;
  /** The value of `service` in the users' menu, where there is such a property. */
  readonly pppService: string | null;
}

/** One row: where RouterOS keeps a service's users, and by which names. Source: manual, PPP AAA and HotSpot. */
export const services: Readonly<Record<Service, ServiceMenus>> = {
  pppoe: {
    users: '/ppp/secret',
    profiles: '/ppp/profile',
    active: '/ppp/active',
    activeName: 'name',
    addressProperty: 'remote-address',
    pppService: 'pppoe',
  },
  hotspot: {
    users: '/ip/hotspot/user',
    profiles: '/ip/hotspot/user/profile',
    active: '/ip/hotspot/active',
    activeName: 'user',
    addressProperty: 'address',
    pppService: null,
  },
};
