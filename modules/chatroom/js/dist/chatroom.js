/*! Node.js Integration for Drupal, built from packages/chatroom: do not edit. MIT; LICENSES.txt names what it bundles. */
(function(){function e(e){return typeof e==`object`&&e?e:void 0}function t(e){return Number.isSafeInteger(e)&&e>=0}function n(e){return typeof e==`string`}var r=class{#e;#t;#n=/* @__PURE__ */ new Set;#r=/* @__PURE__ */ new Map;#i={people:[],guests:0};constructor(e){this.#e=e,this.#t=[e.onJoin(e=>this.#o(e.client,e)),e.onLeave(({client:e})=>this.#o(e,void 0)),e.onState(e=>{e===`up`&&this.#a()})]}onChange(e){return this.#n.add(e),e(this.#i),()=>{this.#n.delete(e)}}get presence(){return this.#i}close(){for(let e of this.#t)e();this.#n.clear()}async#a(){try{let e=await this.#e.list();this.#r=new Map(e.map(e=>[e.client,e])),this.#s()}catch{}}#o(e,t){t?this.#r.set(e,t):this.#r.delete(e),this.#s()}#s(){let e=/* @__PURE__ */ new Map,t=0;for(let{user:n,info:r}of this.#r.values())n===``?t+=1:e.set(n,{uid:Number(n),name:i(r)??n});let n=[...e.values()].sort((e,t)=>e.name.localeCompare(t.name));this.#i={people:n,guests:t};for(let e of this.#n)e(this.#i)}};function i(t){let{name:r}=e(t)??{};return n(r)&&r!==``?r:void 0}function a({body:e,reply_to:t,thread:n,files:r=[]}){return{body:e,...t!==void 0&&{reply_to:t},...n!==void 0&&{thread:n},...r.length>0&&{files:r}}}let o=[`text`,`me`,`bot`,`system`];function s(r){let i=e(r);if(!i)return;let{seq:a,changed:o,mid:s,uid:c,created:l,client_id:m,name:h,kind:g,body:_,html:v}=i;if(!(t(a)&&t(o)&&t(s)&&t(c)&&t(l))||!(n(m)&&n(h)&&n(_)&&n(v)&&p(g))||a===0||o<a)return;let y=d(i.reactions),b=f(i.files),{mentions:x,calls:S}=i;return{seq:a,changed:o,mid:s,client_id:m,uid:c,name:h,kind:g,body:_,html:v,created:l,...u(i),...Array.isArray(x)&&{mentions:x.filter(t)},...(S===`all`||S===`here`)&&{calls:S},...y.length>0&&{reactions:y},...b.length>0&&{files:b}}}function c(e){if(!Array.isArray(e))return;let t=e.map(s).filter(e=>e!==void 0);return t.length===e.length?t:void 0}let l=[`reply_to`,`thread`,`replies`,`edited`,`deleted`,`pinned`];function u(e){let n={};for(let r of l){let i=e[r];t(i)&&i>0&&(n[r]=i)}return n}function d(r){return Array.isArray(r)?r.flatMap(r=>{let{emoji:i,count:a,uids:o}=e(r)??{};return!n(i)||!t(a)||!Array.isArray(o)?[]:[{emoji:i,count:a,uids:o.filter(t)}]}):[]}function f(r){return Array.isArray(r)?r.flatMap(r=>{let{fid:i,name:a,type:o,size:s,width:c,height:l}=e(r)??{};return!t(i)||!n(a)||!n(o)||!t(s)?[]:[{fid:i,name:a,type:o,size:s,...t(c)&&t(l)&&c>0&&l>0&&{width:c,height:l}}]}):[]}function p(e){return o.includes(e)}function m(n){let{epoch:r,seq:i,lines:a}=e(n)??{},o=c(a);if(typeof r==`string`&&t(i)&&i!==0&&o)return{epoch:r,seq:i,lines:o}}function h(t){let n=e(t),r=v(n),i=c(n?.lines);if(n&&r&&i)return{...r,older:n.older===!0,newer:n.newer===!0,lines:i}}function g(n){let r=e(n),i=v(r),a=c(r?.lines);if(r&&i&&a&&t(r.to_seq))return{...i,to_seq:r.to_seq,more:r.more===!0,lines:a}}function _(n){let{client_id:r,mid:i,seq:a,created:o}=e(n)??{};if(typeof r==`string`&&t(i)&&t(a)&&t(o))return{client_id:r,mid:i,seq:a,created:o}}function v(e){let{epoch:n,head_seq:r,may_write:i}=e??{};if(typeof n==`string`&&t(r))return{epoch:n,head_seq:r,may_write:i===!0}}let y=(e,t)=>{let n=setTimeout(e,t);return()=>clearTimeout(n)};var b=class{#e;#t;#n=0;#r;constructor(e,t){this.#e=e,this.#t=t}pause(){let e=this.#t()*Math.min(3e4,500*2**this.#n);return this.#n+=1,new Promise(t=>{let n=this.#e(()=>this.#r?.(),e);this.#r=()=>{n(),this.#r=void 0,t()}})}reset(){this.#n=0,this.#r?.()}};function x(e){let{code:t,message:n,temporary:r}=typeof e==`object`&&e?e:{},i=typeof t==`number`?t:0;return{code:i,message:typeof n==`string`?n:`no answer`,isTemporary:r===!0||i<100||i>=1500}}function S(r){let{type:i,uid:a,name:o,title:s,status:c,slow:l}=e(r)??{};if(i===`typing`&&t(a)&&n(o))return{type:i,uid:a,name:o};if(i===`settled`&&n(s)&&t(l)&&(c===`open`||c===`readonly`||c===`archived`))return{type:i,title:s,status:c,slow:l}}var ee=class{#e;#t;constructor(e){this.#e=e}older(){let{log:e}=this.#e;return this.#n(`older`,async()=>{let t=e.window.lines[0]?.seq;t!==void 0&&e.window.hasOlder&&e.prepend(await this.#r({before:t}),t)})}newer(){let{log:e}=this.#e;return this.#n(`newer`,async()=>{let t=e.window.lines.at(-1)?.seq;t!==void 0&&e.window.hasNewer&&e.append(await this.#r({after:t}),t)})}goTo(e){return this.#n(`to ${e}`,async()=>this.#e.log.show(await this.#r({around:e})))}goToEnd(){let{log:e}=this.#e;return this.#n(`to the end`,async()=>{e.window.hasNewer&&e.show(await this.#r({}))})}#n(e,t){if(this.#t?.wish===e)return this.#t.done;let n=(this.#t?.done.catch(()=>void 0)??Promise.resolve()).then(t).finally(()=>{this.#t?.done===n&&(this.#t=void 0),this.#e.turned()});return this.#t={wish:e,done:n},n}async#r(e){let{log:t,history:n}=this.#e,r=await n(e);for(;t.isStale(r);)r=await n(e);return r}},te=class{#e;#t=0;#n=/* @__PURE__ */ new Map;get last(){return this.#e===void 0?void 0:this.#e-1}get isBehind(){return this.#e===void 0||this.#t>=this.#e}receive(e){return this.#t=Math.max(this.#t,e.seq),this.#e!==void 0&&e.seq<this.#e?[]:(this.#n.size<1e3&&this.#n.set(e.seq,e),this.#r())}reach(e,t){return this.#t=Math.max(this.#t,t),this.#e=Math.max(this.#e??0,e+1),this.#r()}restart(){this.#e=void 0,this.#t=0,this.#n.clear()}#r(){if(this.#e===void 0)return[];let e=[];for(let t=this.#n.get(this.#e);t;t=this.#n.get(this.#e))e.push(t),this.#e=t.seq+1;for(let e of this.#n.keys())e<this.#e&&this.#n.delete(e);return e}},ne=class{#e;#t=[];#n=!1;#r=!1;constructor(e){this.#e=e}get lines(){return this.#t}get hasOlder(){return this.#n}get hasNewer(){return this.#r}show({lines:e,older:t,newer:n}){this.#t=e,this.#n=t,this.#r=n}apply(e){let t=e.filter(e=>e.thread===this.#e&&this.#i(e));if(t.length===0)return;let n=new Map(this.#t.map(e=>[e.seq,e]));for(let e of t)n.set(e.seq,e);this.#t=[...n.values()].sort((e,t)=>e.seq-t.seq)}prepend({lines:e,older:t}){this.#t=[...e,...this.#t],this.#n=t}append({lines:e,newer:t}){this.#t=[...this.#t,...e],this.#r=t}#i({seq:e,changed:t}){let n=this.#t[0],r=this.#t.at(-1);if(r===void 0||e>r.seq)return!this.#r;if(n!==void 0&&e<n.seq)return!this.#n;let i=this.#t.find(t=>t.seq===e);return i===void 0||i.changed<t}},re=class{#e=new te;#t=new ne;#n;#r;get epoch(){return this.#n}get window(){return this.#t}get last(){return this.#e.last}get since(){return this.#r?.to??this.last}get isBehind(){return this.#r!==void 0||this.#e.isBehind}receive(e){this.#n!==void 0&&e.epoch!==this.#n&&this.restart(),this.#n??=e.epoch,this.#a(this.#e.receive(e))}show(e){this.#i(e)&&(this.isStale(e)||(this.#r=void 0,this.#t.show(e),this.last===void 0&&this.#a(this.#e.reach(e.head_seq,e.head_seq))))}sync(e,t){if(!this.#i(e)||t!==this.since||(this.#r??={lines:[],to:t},this.#r.lines.push(...e.lines),this.#r.to=Math.max(t,e.to_seq),e.more))return;let{lines:n,to:r}=this.#r;this.#r=void 0,this.#t.apply(n),this.#a(this.#e.reach(r,e.head_seq))}isStale({epoch:e,head_seq:t}){return e===this.#n&&t<(this.last??0)}prepend(e,t){e.epoch===this.#n&&this.#t.lines[0]?.seq===t&&this.#t.prepend(e)}append(e,t){e.epoch===this.#n&&this.#t.lines.at(-1)?.seq===t&&this.#t.append(e)}restart(){this.#n=void 0,this.#r=void 0,this.#e.restart(),this.#t.show({lines:[],older:!1,newer:!1})}#i({epoch:e}){return this.#n!==void 0&&e!==this.#n?(this.restart(),!1):(this.#n=e,!0)}#a(e){e.length>0&&this.#t.apply(e.flatMap(({lines:e})=>e))}};function ie(e,t){let n=t.filter(({state:e})=>e!==`sent`);e.write(n.length===0?``:JSON.stringify(n))}function ae(e){try{let t=JSON.parse(e.read()||`[]`);return Array.isArray(t)?t.flatMap(e=>oe(e)??[]):[]}catch{return[]}}function oe(r){let{client_id:i,body:o,reply_to:s,thread:c,files:l,state:u,error:d}=e(r)??{};if(!n(i)||!n(o))return;let p=a({body:o,...t(s)&&{reply_to:s},...t(c)&&{thread:c},files:f(l)}),{code:m,message:h}=e(d)??{};return u===`refused`&&t(m)&&n(h)?{...p,client_id:i,state:u,error:{code:m,message:h}}:{...p,client_id:i,state:`waiting`}}var se=class{#e=[];get lines(){return this.#e}get next(){return this.#e.find(({state:e})=>e===`waiting`||e===`sending`)}add(e,t){this.#e=[...this.#e,{...a(t),client_id:e,state:`waiting`}]}restore(e){this.#e=e}sending(e){this.#t(e,e=>({...e,state:`sending`}))}waiting(e){this.#t(e,e=>({...e,state:`waiting`}))}sent(e,t){this.#t(e,e=>({...e,state:`sent`,seq:t}))}refused(e,t){this.#t(e,e=>({...e,state:`refused`,error:t}))}resend(e){let t=this.#e.find(t=>t.client_id===e&&t.state===`refused`);t&&(this.remove(e=>e===t),this.add(e,t))}remove(e){let t=this.#e.filter(t=>!e(t));t.length<this.#e.length&&(this.#e=t)}#t(e,t){this.#e=this.#e.map(n=>n.client_id===e?{client_id:e,...t(a(n))}:n)}},ce=class{#e;#t=new se;#n;#r=!1;#i;#a;constructor(e){this.#e=e,this.#n=new b(e.schedule,e.random),e.keep&&this.#t.restore(ae(e.keep))}get lines(){return this.#t.lines}add(e,t){this.#t.add(e,t),this.#e.changed(),this.drain()}resend(e){this.#t.resend(e),this.#e.changed(),this.drain()}discard(e){this.#t.remove(t=>t.client_id===e&&t.state===`refused`),this.#e.changed()}settle(e,t){if(this.lines.length>0){let n=new Set(e.map(({client_id:e})=>e));this.#t.remove(({client_id:e,seq:r=1/0})=>n.has(e)||r<=t)}this.#o()}async drain(){if(!this.#r){this.#r=!0;for(let e=this.#t.next;e&&this.#e.isReady();e=this.#t.next)await this.#s(e);this.#r=!1}}hurry(){this.#n.reset()}close(){this.#a?.(),this.#n.reset()}#o(){let{keep:e}=this.#e;e&&this.#i!==this.lines&&(this.#i=this.lines,ie(e,this.lines))}async#s(e){let{room:t,link:n,changed:r,isReady:i}=this.#e,{client_id:o}=e;this.#t.sending(o),r();try{let{files:i,...s}=a(e),c=i&&{files:i.map(({fid:e})=>e)},l=_(await n.rpc(`chat.send`,{room:t,client_id:o,...s,...c}));if(!l)throw TypeError(`chat.send: expected a receipt`);this.#t.sent(o,l.seq),this.#n.reset(),r(),this.#c()}catch(e){let{code:t,message:n,isTemporary:a}=x(e);a?this.#t.waiting(o):this.#t.refused(o,{code:t,message:n}),r(),a&&i()&&await this.#n.pause()}}#c(){this.#a||!this.#u||(this.#a=this.#e.schedule(()=>{this.#a=void 0,this.#u&&this.#l()},1e3))}async#l(){if(await this.#e.missing(),this.#e.isReady()){for(let{client_id:e,state:t}of this.lines)t===`sent`&&this.#t.waiting(e);this.#e.changed(),this.drain()}this.#c()}get#u(){return this.lines.some(({state:e})=>e===`sent`)}},le=class{#e;#t;#n=/* @__PURE__ */ new Map;#r=[];constructor(e,t){this.#e=e,this.#t=t}get all(){return this.#r}hear(e){this.#n.get(e.uid)?.(),this.#n.set(e.uid,this.#e(()=>this.done([e.uid]),6e3)),this.#r.some(({uid:t})=>t===e.uid)||(this.#r=[...this.#r,e],this.#t())}done(e){for(let t of e)this.#n.get(t)?.(),this.#n.delete(t);let t=this.#r.filter(({uid:t})=>!e.includes(t));t.length!==this.#r.length&&(this.#r=t,this.#t())}close(){for(let e of this.#n.values())e();this.#n.clear()}};function ue(){let e=crypto.getRandomValues(/* @__PURE__ */ new Uint8Array(16));return e[6]=(e[6]??0)&15|64,e[8]=(e[8]??0)&63|128,Array.from(e,e=>e.toString(16).padStart(2,`0`)).join(``).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/,`$1-$2-$3-$4-$5`)}var de=class{#e;#t;#n;#r;#i=new re;#a;#o;#s;#c;#l;#u=/* @__PURE__ */ new Set;#d;#f;#p=!1;#m=0;#h=0;#g=!1;#_;#v=!1;#y=!1;constructor(e){let{room:t,link:n,pageSize:r=50,schedule:i=y,random:a=Math.random,newId:o=ue,keep:s}=e;this.#e=t,this.#t=n,this.#n=r,this.#r=o,this.#l=i,this.#s=new b(i,a),this.#c=new le(i,()=>this.#M()),this.#a=new ce({room:t,link:n,schedule:i,random:a,isReady:()=>this.#b,changed:()=>this.#M(),missing:()=>this.#w(),keep:s}),this.#o=new ee({log:this.#i,history:e=>this.#A(e),turned:()=>{this.#M(),this.#T()}}),this.#f=this.#N(),this.#d=[n.onPublication(e=>this.#S(e)),n.onState((e,t)=>this.#x(e,t))]}get snapshot(){return this.#f}onChange(e){return this.#u.add(e),e(this.#f),()=>{this.#u.delete(e)}}send(e){let t=this.#r();return this.#a.add(t,typeof e==`string`?{body:e}:e),t}resend(e){this.#a.resend(e)}discard(e){this.#a.discard(e)}type(){this.#y||!this.#p||(this.#y=!0,this.#l(()=>{this.#y=!1},3e3),this.#j(`chat.typing`,{}).catch(()=>void 0))}async edit(e,t){await this.#j(`chat.edit`,{seq:e,body:t})}async delete(e){await this.#j(`chat.delete`,{seq:e})}async react(e,t,n){await this.#j(`chat.react`,{seq:e,emoji:t,on:n})}async pin(e,t){await this.#j(`chat.pin`,{seq:e,on:t})}older(){return this.#o.older()}newer(){return this.#o.newer()}goTo(e){return this.#o.goTo(e)}goToEnd(){return this.#o.goToEnd()}refresh(){return this.#w()}close(){for(let e of this.#d)e();this.#u.clear(),this.#p=!1,this.#s.reset(),this.#a.close(),this.#c.close()}get#b(){return this.#p&&this.#h===this.#m&&!this.#i.isBehind}#x(e,t){this.#p=e===`up`,this.#_=e===`refused`?t??{code:0,message:`refused`}:void 0,this.#s.reset(),this.#a.hurry(),this.#p?this.#w():this.#M()}#S(e){let t=m(e);t?(this.#i.receive(t),this.#c.done(t.lines.filter(({seq:e})=>e===t.seq).map(({uid:e})=>e)),this.#M(),this.#T()):this.#C(S(e))}#C(e){e?.type===`typing`&&this.#c.hear(e),e?.type===`settled`&&this.#w()}async#w(){this.#m+=1,this.#M(),await this.#T()}async#T(){if(!this.#v){for(this.#v=!0;this.#p&&!this.#_&&!this.#b;)await this.#E();this.#v=!1,await this.#a.drain()}}async#E(){let e=this.#m,{since:t}=this.#i;try{let{may_write:n}=await(t===void 0?this.#D():this.#O(t));this.#g=n,this.#i.isBehind||(this.#h=e),this.#M(),this.#i.isBehind&&this.#i.since===t?await this.#s.pause():this.#s.reset()}catch(t){await this.#k(x(t),e)}}async#D(){let e=await this.#A({});return this.#i.show(e),e}async#O(e){let t=g(await this.#j(`chat.sync`,{since:e,limit:100}));if(!t)throw TypeError(`chat.sync: expected a page of lines`);return t.head_seq-e>1e3?this.#i.restart():this.#i.sync(t,e),t}async#k(e,t){t===this.#m&&this.#p&&(e.isTemporary?await this.#s.pause():(this.#_={code:e.code,message:e.message},this.#M()))}async#A(e){let t=h(await this.#j(`chat.history`,{...e,limit:this.#n}));if(!t)throw TypeError(`chat.history: expected a page of lines`);return t}#j(e,t){return this.#t.rpc(e,{room:this.#e,...t})}#M(){this.#a.settle(this.#i.window.lines,this.#i.last??0),this.#f=this.#N();for(let e of this.#u)fe(e,this.#f)}#N(){let{epoch:e,last:t}=this.#i,{lines:n,hasOlder:r,hasNewer:i}=this.#i.window,a=this.#h!==this.#m||t===void 0;return{state:this.#_?`refused`:this.#p?a?`loading`:`live`:`connecting`,...this.#_&&{error:this.#_},...e!==void 0&&{epoch:e},...t!==void 0&&{last:t},lines:n,pending:this.#a.lines,hasOlder:r,hasNewer:i,typing:this.#c.all,mayWrite:this.#g}}};function fe(e,t){try{e(t)}catch(e){queueMicrotask(()=>{throw e})}}function pe(t){let{rooms:n,invitations:r,may_talk:i,may_create:a}=e(t)??{};if(!Array.isArray(n))return;let o=n.map(he).filter(e=>e!==void 0);if(!(o.length<n.length))return{rooms:o,invitations:Array.isArray(r)?r.flatMap(e=>me(e)??[]):[],may_talk:i===!0,may_create:a===!0}}function me(r){let{room:i,title:a,uid:o,name:s}=e(r)??{};return n(i)&&n(a)&&t(o)&&n(s)?{room:i,title:a,uid:o,name:s}:void 0}function he(n){let r=e(n);if(!r)return;let{room:i,title:a,epoch:o,head_seq:s,read_seq:c,unread:l,mentions:u,slow:d}=r;if(typeof i!=`string`||typeof a!=`string`||typeof o!=`string`||!t(s)||!t(c)||!t(l)||!t(u)||!t(d))return;let f=ve(r.notify),p=r.may_write===!0,m=r.may_moderate===!0,h=r.may_own===!0,g=_e(r.kind),_=ye(r.status),v={head_seq:s,read_seq:c,unread:l,mentions:u},y={may_write:p,may_moderate:m,may_own:h};return{room:i,title:a,epoch:o,...v,notify:f,status:_,kind:g,slow:d,...y}}let ge=[`site`,`group`,`content`,`private`,`direct`];function _e(e){return ge.includes(e)?e:`site`}function ve(e){return e===`all`||e===`nothing`?e:`mentions`}function ye(e){return e===`readonly`||e===`archived`?e:`open`}function be(r){let{type:i,room:a,seq:o,uid:s,name:c,body:l,read_seq:u,notify:d,kind:f,until:p,reason:m}=e(r)??{};if(n(a)){if(i===`read`&&t(u))return{type:i,room:a,read_seq:u};if(i===`rooms`)return{type:i,room:a};if(i===`notify`)return{type:i,room:a,notify:ve(d)};if(i===`mention`&&t(o)&&t(s)&&n(c)&&n(l))return{type:i,room:a,seq:o,uid:s,name:c,body:l};if(f===`mute`||f===`ban`)return i===`lifted`?{type:i,room:a,kind:f}:i===`sanction`&&t(p)&&n(m)?{type:i,room:a,kind:f,until:p,reason:m}:void 0}}let xe={isLoaded:!1,rooms:[],unread:0,mentions:0,invitations:[],mayTalk:!1,mayCreate:!1};var Se=class{#e;#t;#n;#r;#i=/* @__PURE__ */ new Set;#a=/* @__PURE__ */ new Set;#o=[];#s=/* @__PURE__ */ new Set;#c=/* @__PURE__ */ new Map;#l=/* @__PURE__ */ new Map;#u=/* @__PURE__ */ new Set;#d=xe;#f;#p=!1;#m=!1;constructor({connection:e,uid:t,schedule:n=y,random:r=Math.random}){this.#e=e,this.#t=t,this.#n=n,this.#r=new b(n,r),t>0&&this.#v(),this.load()}get snapshot(){return this.#d}onChange(e){return this.#i.add(e),e(this.#d),()=>{this.#i.delete(e)}}onOwn(e){return this.#a.add(e),()=>{this.#a.delete(e)}}read(e,t){let n=this.#l.get(e);if(!n||this.#t===0||t<=n.read_seq)return;let r=t>=n.head_seq;this.#T({...n,read_seq:t,...r&&{unread:0,mentions:0}}),this.#c.size===0&&this.#n(()=>void this.#w(),400),this.#c.set(e,t)}async markUnread(e,t){this.#c.delete(e),await this.#e.rpc(`chat.read`,{room:e,seq:t-1,back:!0}),await this.load()}load(){return this.#p=!0,this.#f??=this.#h().finally(()=>{this.#f=void 0}),this.#f}close(){this.#m=!0;for(let e of this.#o)e();this.#i.clear(),this.#a.clear(),this.#r.reset()}async#h(){for(;this.#p&&!this.#m;){this.#p=!1;try{let e=pe(await this.#e.rpc(`chat.rooms`,{}));if(!e)throw TypeError(`chat.rooms: expected a list of rooms`);this.#g(e),this.#r.reset()}catch{this.#p=!0,await this.#r.pause()}}}#g({rooms:e,invitations:t,may_talk:n,may_create:r}){this.#l=new Map(e.map(e=>[e.room,e]));for(let{room:t}of e)this.#_(t),this.#u.delete(t)&&this.#e.retry(t);this.#E({isLoaded:!0,invitations:t,mayTalk:n,mayCreate:r})}#_(e){if(this.#s.has(e))return;this.#s.add(e);let t=this.#e.link(e);this.#o.push(t.onPublication(t=>this.#b(e,t)),this.#y(t,e))}#v(){let e=this.#e.link(`@${this.#t}`);this.#o.push(e.onPublication(e=>{let t=be(e);t&&this.#S(t)}),this.#y(e,``))}#y(e,t){let n=!1;return e.onState(e=>{e===`up`&&n&&this.#C(),e===`refused`&&(this.#u.add(t),this.#C()),n||=e===`up`})}#b(e,t){let n=this.#l.get(e);if(!n)return;let r=m(t);r?this.#x(n,r):S(t)?.type===`settled`&&this.#C()}#x(e,t){if(t.seq<=e.head_seq)return;if(t.epoch!==e.epoch||t.seq>e.head_seq+1){this.#C();return}let n=t.lines.filter(({seq:e,uid:n,thread:r})=>e===t.seq&&n!==this.#t&&r===void 0),r=n.filter(e=>e.mentions?.includes(this.#t)).length;this.#T({...e,head_seq:t.seq,unread:Math.min(100,e.unread+(this.#t===0?0:n.length)),mentions:Math.min(100,e.mentions+r)})}#S(e){let t=this.#l.get(e.room);e.type===`notify`&&t?this.#T({...t,notify:e.notify}):e.type===`read`&&t&&e.read_seq>=t.head_seq?this.#T({...t,read_seq:e.read_seq,unread:0,mentions:0}):e.type===`mention`&&t||this.#C();for(let t of this.#a)t(e)}#C(){this.load()}async#w(){let e=[...this.#c];this.#c.clear();for(let[t,n]of e)try{await this.#e.rpc(`chat.read`,{room:t,seq:n})}catch{this.#C()}}#T(e){this.#l.set(e.room,e),this.#E({})}#E(e){let t=[...this.#l.values()].sort((e,t)=>e.title.localeCompare(t.title)),n=e=>e.reduce((e,t)=>e+t,0);this.#d={...this.#d,...e,rooms:t,unread:n(t.filter(({notify:e})=>e!==`nothing`).map(({unread:e})=>e)),mentions:n(t.map(({mentions:e})=>e))};for(let e of this.#i)e(this.#d)}};let Ce={rooms:`Rooms`,conversation:`Conversation`,messages:`Messages`,people:`People`,guests:`{count} guests`,connecting:`Connecting…`,offline:`No connection. What you write is kept and goes out by itself.`,loading:`Loading…`,empty:`Nobody has written yet. Say hello.`,noRooms:`There is no room for you here yet.`,choose:`Choose a room.`,unread:`{count} unread`,mentions:`{count} mentions of you`,newLines:`New`,jumpToNew:`{count} new below`,jumpToEnd:`To the newest message`,older:`Loading earlier messages…`,write:`Message to {room}`,send:`Send`,save:`Save`,cancel:`Cancel`,editing:`You edit a message`,answering:`You answer {name}`,mayNotWrite:`You may read here, but not write.`,archived:`This room is archived.`,readonly:`Only moderators write here at the moment.`,slow:`One message every {seconds} seconds.`,deleted:`This message was deleted.`,edited:`edited`,edit:`Edit`,delete:`Delete`,confirmDelete:`Delete this message for everybody?`,reply:`Answer`,react:`React`,reactWith:`React with {emoji}`,reactions:`{count} reacted with {emoji}`,pin:`Pin`,unpin:`Unpin`,pinned:`Pinned`,copyLink:`Copy link`,markUnread:`Mark unread`,more:`More about the message of {name}`,waiting:`waiting`,sending:`sending`,sent:`sent`,refused:`Not sent: {reason}`,resend:`Send again`,discard:`Discard`,typingOne:`{name} is writing…`,typingTwo:`{name} and {other} are writing…`,typingMany:`Several people are writing…`,guest:`Guest`,quickSwitch:`Go to room`,quickSwitchHint:`Type a room’s name`,answerTo:`Answer to {name}: {text}`,goneLine:`a message that isn’t loaded`,mute:`Mute for 10 minutes`,ban:`Ban`,confirmBan:`Ban {name} from this room?`,muted:`A moderator muted you. {reason}`,banned:`A moderator closed this room for you. {reason}`,mentionedIn:`{name} mentions you in {room}`,close:`Close`,members:`Who is here`,showRooms:`Show rooms`,showPeople:`Show who is here`,connected:`Connected ({count})`,others:`and {count} more`,open:`Open the chat`,openUnread:`Open the chat ({count} unread)`,notMade:`That didn’t work: {reason}`};function we(e){return(t,n={})=>e[t].replace(/\{(\w+)\}/g,(e,t)=>String(n[t]??``))}let Te={isOpen:!1,url:()=>`#`,bring:()=>Promise.reject(/* @__PURE__ */ Error(`no place for files`))};var Ee=class{connection;account;list;say;linkTo;files;toContent;#e;#t=/* @__PURE__ */ new Map;#n=/* @__PURE__ */ new Map;constructor(e){let{connection:t,account:n,site:r=location.host,words:i,linkTo:a=Oe}=e;this.files=e.files??Te,this.toContent=e.toContent,this.connection=t,this.account=n,this.#e=r,this.say=we({...Ce,...i}),this.linkTo=a,this.list=new Se({connection:t,uid:n.uid})}feed(e){return De(this.#t,e,()=>new de({room:e,link:this.connection.link(e),keep:this.keep(`outbox`,e)}))}people(e){return De(this.#n,e,()=>new r(this.connection.presence(e)))}keep(e,t){let n=`chatroom:${this.#e}:${this.account.uid}:${t}:${e}`;return{read:()=>sessionStorage.getItem(n),write:e=>e===``?sessionStorage.removeItem(n):sessionStorage.setItem(n,e)}}close(){this.list.close();for(let e of this.#t.values())e.close();for(let e of this.#n.values())e.close()}};function De(e,t,n){let r=e.get(t);if(r!==void 0)return r;let i=n();return e.set(t,i),i}function Oe(e,t){let{origin:n,pathname:r,search:i}=location;return`${n}${r}${i}#${e}/${t}`}var ke=class{#e;#t;#n=/* @__PURE__ */ new Set;#r=/* @__PURE__ */ new Set;#i=/* @__PURE__ */ new Set;#a=/* @__PURE__ */ new Set;#o=`down`;#s;#c;constructor(e,t){this.#e=e,this.#t=t,e.onState(({state:e})=>{e!==`live`&&this.#o===`up`&&this.#l(`down`)}),this.open()}open(){this.#c?.(),this.#c=this.#e.on(this.#t,{publication:({data:e})=>{for(let t of[...this.#n])t(e)},subscribed:()=>this.#l(`up`),join:e=>{for(let t of[...this.#i])t(je(e))},leave:e=>{for(let t of[...this.#a])t(je(e))},error:({code:e,message:t,status:n=0})=>{e===`subscription-refused`?this.#l(`refused`,{code:n,message:t}):this.#l(`down`)}})}onData(e){return C(this.#n,e)}onState(e){return e(this.#o,this.#s),C(this.#r,e)}onJoin(e){return C(this.#i,e)}onLeave(e){return C(this.#a,e)}#l(e,t){this.#o=e,this.#s=t;for(let n of[...this.#r])n(e,t)}};function Ae(e){let t=/* @__PURE__ */ new Map,n=n=>{let r=t.get(n);if(r)return r;let i=new ke(e,`chat:${n}`);return t.set(n,i),i},r=(t,n)=>e.rpc(t,n);return{rpc:r,link(e){let t=n(e);return{rpc:r,onPublication:e=>t.onData(e),onState:e=>t.onState(e)}},retry:e=>n(e).open(),presence(t){let r=n(t);return{list:async()=>Object.values(await e.presence(`chat:${t}`)).map(je),onJoin:e=>r.onJoin(e),onLeave:e=>r.onLeave(e),onState:e=>r.onState(e)}}}}function C(e,t){return e.add(t),()=>{e.delete(t)}}function je({client:e,user:t,connInfo:n}){return{client:e,user:t,info:n}}
/**
* @license
* Copyright 2019 Google LLC
* SPDX-License-Identifier: BSD-3-Clause
*/
let w=globalThis,Me=w.ShadowRoot&&(w.ShadyCSS===void 0||w.ShadyCSS.nativeShadow)&&`adoptedStyleSheets`in Document.prototype&&`replace`in CSSStyleSheet.prototype,Ne=Symbol(),Pe=/* @__PURE__ */ new WeakMap;var Fe=class{constructor(e,t,n){if(this._$cssResult$=!0,n!==Ne)throw Error("CSSResult is not constructable. Use `unsafeCSS` or `css` instead.");this.cssText=e,this.t=t}get styleSheet(){let e=this.o,t=this.t;if(Me&&e===void 0){let n=t!==void 0&&t.length===1;n&&(e=Pe.get(t)),e===void 0&&((this.o=e=new CSSStyleSheet).replaceSync(this.cssText),n&&Pe.set(t,e))}return e}toString(){return this.cssText}};let Ie=e=>new Fe(typeof e==`string`?e:e+``,void 0,Ne),T=(e,...t)=>new Fe(e.length===1?e[0]:t.reduce((t,n,r)=>t+(e=>{if(!0===e._$cssResult$)return e.cssText;if(typeof e==`number`)return e;throw Error(`Value passed to 'css' function must be a 'css' function result: `+e+`. Use 'unsafeCSS' to pass non-literal values, but take care to ensure page security.`)})(n)+e[r+1],e[0]),e,Ne),Le=(e,t)=>{if(Me)e.adoptedStyleSheets=t.map(e=>e instanceof CSSStyleSheet?e:e.styleSheet);else for(let n of t){let t=document.createElement(`style`),r=w.litNonce;r!==void 0&&t.setAttribute(`nonce`,r),t.textContent=n.cssText,e.appendChild(t)}},Re=Me?e=>e:e=>e instanceof CSSStyleSheet?(e=>{let t=``;for(let n of e.cssRules)t+=n.cssText;return Ie(t)})(e):e,{is:ze,defineProperty:Be,getOwnPropertyDescriptor:Ve,getOwnPropertyNames:He,getOwnPropertySymbols:Ue,getPrototypeOf:We}=Object,E=globalThis,Ge=E.trustedTypes,Ke=Ge?Ge.emptyScript:``,qe=E.reactiveElementPolyfillSupport,D=(e,t)=>e,Je={toAttribute(e,t){
/**
* @license
* Copyright 2017 Google LLC
* SPDX-License-Identifier: BSD-3-Clause
*/
switch(t){case Boolean:e=e?Ke:null;break;case Object:case Array:e=e==null?e:JSON.stringify(e)}return e},fromAttribute(e,t){let n=e;switch(t){case Boolean:n=e!==null;break;case Number:n=e===null?null:Number(e);break;case Object:case Array:try{n=JSON.parse(e)}catch{n=null}}return n}},Ye=(e,t)=>!ze(e,t),Xe={attribute:!0,type:String,converter:Je,reflect:!1,useDefault:!1,hasChanged:Ye};Symbol.metadata??=Symbol(`metadata`),E.litPropertyMetadata??=/* @__PURE__ */ new WeakMap;var O=class extends HTMLElement{static addInitializer(e){this._$Ei(),(this.l??=[]).push(e)}static get observedAttributes(){return this.finalize(),this._$Eh&&[...this._$Eh.keys()]}static createProperty(e,t=Xe){if(t.state&&(t.attribute=!1),this._$Ei(),this.prototype.hasOwnProperty(e)&&((t=Object.create(t)).wrapped=!0),this.elementProperties.set(e,t),!t.noAccessor){let n=Symbol(),r=this.getPropertyDescriptor(e,n,t);r!==void 0&&Be(this.prototype,e,r)}}static getPropertyDescriptor(e,t,n){let{get:r,set:i}=Ve(this.prototype,e)??{get(){return this[t]},set(e){this[t]=e}};return{get:r,set(t){let a=r?.call(this);i?.call(this,t),this.requestUpdate(e,a,n)},configurable:!0,enumerable:!0}}static getPropertyOptions(e){return this.elementProperties.get(e)??Xe}static _$Ei(){if(this.hasOwnProperty(D(`elementProperties`)))return;let e=We(this);e.finalize(),e.l!==void 0&&(this.l=[...e.l]),this.elementProperties=new Map(e.elementProperties)}static finalize(){if(this.hasOwnProperty(D(`finalized`)))return;if(this.finalized=!0,this._$Ei(),this.hasOwnProperty(D(`properties`))){let e=this.properties,t=[...He(e),...Ue(e)];for(let n of t)this.createProperty(n,e[n])}let e=this[Symbol.metadata];if(e!==null){let t=litPropertyMetadata.get(e);if(t!==void 0)for(let[e,n]of t)this.elementProperties.set(e,n)}this._$Eh=/* @__PURE__ */ new Map;for(let[e,t]of this.elementProperties){let n=this._$Eu(e,t);n!==void 0&&this._$Eh.set(n,e)}this.elementStyles=this.finalizeStyles(this.styles)}static finalizeStyles(e){let t=[];if(Array.isArray(e)){let n=new Set(e.flat(1/0).reverse());for(let e of n)t.unshift(Re(e))}else e!==void 0&&t.push(Re(e));return t}static _$Eu(e,t){let n=t.attribute;return!1===n?void 0:typeof n==`string`?n:typeof e==`string`?e.toLowerCase():void 0}constructor(){super(),this._$Ep=void 0,this.isUpdatePending=!1,this.hasUpdated=!1,this._$Em=null,this._$Ev()}_$Ev(){this._$ES=new Promise(e=>this.enableUpdating=e),this._$AL=/* @__PURE__ */ new Map,this._$E_(),this.requestUpdate(),this.constructor.l?.forEach(e=>e(this))}addController(e){(this._$EO??=/* @__PURE__ */ new Set).add(e),this.renderRoot!==void 0&&this.isConnected&&e.hostConnected?.()}removeController(e){this._$EO?.delete(e)}_$E_(){let e=/* @__PURE__ */ new Map,t=this.constructor.elementProperties;for(let n of t.keys())this.hasOwnProperty(n)&&(e.set(n,this[n]),delete this[n]);e.size>0&&(this._$Ep=e)}createRenderRoot(){let e=this.shadowRoot??this.attachShadow(this.constructor.shadowRootOptions);return Le(e,this.constructor.elementStyles),e}connectedCallback(){this.renderRoot??=this.createRenderRoot(),this.enableUpdating(!0),this._$EO?.forEach(e=>e.hostConnected?.())}enableUpdating(e){}disconnectedCallback(){this._$EO?.forEach(e=>e.hostDisconnected?.())}attributeChangedCallback(e,t,n){this._$AK(e,n)}_$ET(e,t){let n=this.constructor.elementProperties.get(e),r=this.constructor._$Eu(e,n);if(r!==void 0&&!0===n.reflect){let i=(n.converter?.toAttribute===void 0?Je:n.converter).toAttribute(t,n.type);this._$Em=e,i==null?this.removeAttribute(r):this.setAttribute(r,i),this._$Em=null}}_$AK(e,t){let n=this.constructor,r=n._$Eh.get(e);if(r!==void 0&&this._$Em!==r){let e=n.getPropertyOptions(r),i=typeof e.converter==`function`?{fromAttribute:e.converter}:e.converter?.fromAttribute===void 0?Je:e.converter;this._$Em=r;let a=i.fromAttribute(t,e.type);this[r]=a??this._$Ej?.get(r)??a,this._$Em=null}}requestUpdate(e,t,n,r=!1,i){if(e!==void 0){let a=this.constructor;if(!1===r&&(i=this[e]),n??=a.getPropertyOptions(e),!((n.hasChanged??Ye)(i,t)||n.useDefault&&n.reflect&&i===this._$Ej?.get(e)&&!this.hasAttribute(a._$Eu(e,n))))return;this.C(e,t,n)}!1===this.isUpdatePending&&(this._$ES=this._$EP())}C(e,t,{useDefault:n,reflect:r,wrapped:i},a){n&&!(this._$Ej??=/* @__PURE__ */ new Map).has(e)&&(this._$Ej.set(e,a??t??this[e]),!0!==i||a!==void 0)||(this._$AL.has(e)||(this.hasUpdated||n||(t=void 0),this._$AL.set(e,t)),!0===r&&this._$Em!==e&&(this._$Eq??=/* @__PURE__ */ new Set).add(e))}async _$EP(){this.isUpdatePending=!0;try{await this._$ES}catch(e){Promise.reject(e)}let e=this.scheduleUpdate();return e!=null&&await e,!this.isUpdatePending}scheduleUpdate(){return this.performUpdate()}performUpdate(){if(!this.isUpdatePending)return;if(!this.hasUpdated){if(this.renderRoot??=this.createRenderRoot(),this._$Ep){for(let[e,t]of this._$Ep)this[e]=t;this._$Ep=void 0}let e=this.constructor.elementProperties;if(e.size>0)for(let[t,n]of e){let{wrapped:e}=n,r=this[t];!0!==e||this._$AL.has(t)||r===void 0||this.C(t,void 0,n,r)}}let e=!1,t=this._$AL;try{e=this.shouldUpdate(t),e?(this.willUpdate(t),this._$EO?.forEach(e=>e.hostUpdate?.()),this.update(t)):this._$EM()}catch(t){throw e=!1,this._$EM(),t}e&&this._$AE(t)}willUpdate(e){}_$AE(e){this._$EO?.forEach(e=>e.hostUpdated?.()),this.hasUpdated||(this.hasUpdated=!0,this.firstUpdated(e)),this.updated(e)}_$EM(){this._$AL=/* @__PURE__ */ new Map,this.isUpdatePending=!1}get updateComplete(){return this.getUpdateComplete()}getUpdateComplete(){return this._$ES}shouldUpdate(e){return!0}update(e){this._$Eq&&=this._$Eq.forEach(e=>this._$ET(e,this[e])),this._$EM()}updated(e){}firstUpdated(e){}};O.elementStyles=[],O.shadowRootOptions={mode:`open`},O[D(`elementProperties`)]=/* @__PURE__ */ new Map,O[D(`finalized`)]=/* @__PURE__ */ new Map,qe?.({ReactiveElement:O}),(E.reactiveElementVersions??=[]).push(`2.1.2`);
/**
* @license
* Copyright 2017 Google LLC
* SPDX-License-Identifier: BSD-3-Clause
*/
let Ze=globalThis,Qe=e=>e,k=Ze.trustedTypes,$e=k?k.createPolicy(`lit-html`,{createHTML:e=>e}):void 0,et=`$lit$`,A=`lit$${Math.random().toFixed(9).slice(2)}$`,tt=`?`+A,nt=`<${tt}>`,j=document,M=()=>j.createComment(``),N=e=>e===null||typeof e!=`object`&&typeof e!=`function`,rt=Array.isArray,it=e=>rt(e)||typeof e?.[Symbol.iterator]==`function`,P=`[ 	
\f\r]`,F=/<(?:(!--|\/[^a-zA-Z])|(\/?[a-zA-Z][^>\s]*)|(\/?$))/g,at=/-->/g,ot=/>/g,I=RegExp(`>|${P}(?:([^\\s"'>=/]+)(${P}*=${P}*(?:[^ \t\n\f\r"'\`<>=]|("|')|))|$)`,`g`),st=/'/g,ct=/"/g,lt=/^(?:script|style|textarea|title)$/i,L=(e=>(t,...n)=>({_$litType$:e,strings:t,values:n}))(1),R=Symbol.for(`lit-noChange`),z=Symbol.for(`lit-nothing`),ut=/* @__PURE__ */ new WeakMap,B=j.createTreeWalker(j,129);function dt(e,t){if(!rt(e)||!e.hasOwnProperty(`raw`))throw Error(`invalid template strings array`);return $e===void 0?t:$e.createHTML(t)}let ft=(e,t)=>{let n=e.length-1,r=[],i,a=t===2?`<svg>`:t===3?`<math>`:``,o=F;for(let t=0;t<n;t++){let n=e[t],s,c,l=-1,u=0;for(;u<n.length&&(o.lastIndex=u,c=o.exec(n),c!==null);)u=o.lastIndex,o===F?c[1]===`!--`?o=at:c[1]===void 0?c[2]===void 0?c[3]!==void 0&&(o=I):(lt.test(c[2])&&(i=RegExp(`</`+c[2],`g`)),o=I):o=ot:o===I?c[0]===`>`?(o=i??F,l=-1):c[1]===void 0?l=-2:(l=o.lastIndex-c[2].length,s=c[1],o=c[3]===void 0?I:c[3]===`"`?ct:st):o===ct||o===st?o=I:o===at||o===ot?o=F:(o=I,i=void 0);let d=o===I&&e[t+1].startsWith(`/>`)?` `:``;a+=o===F?n+nt:l>=0?(r.push(s),n.slice(0,l)+et+n.slice(l)+A+d):n+A+(l===-2?t:d)}return[dt(e,a+(e[n]||`<?>`)+(t===2?`</svg>`:t===3?`</math>`:``)),r]};var pt=class e{constructor({strings:t,_$litType$:n},r){let i;this.parts=[];let a=0,o=0,s=t.length-1,c=this.parts,[l,u]=ft(t,n);if(this.el=e.createElement(l,r),B.currentNode=this.el.content,n===2||n===3){let e=this.el.content.firstChild;e.replaceWith(...e.childNodes)}for(;(i=B.nextNode())!==null&&c.length<s;){if(i.nodeType===1){if(i.hasAttributes())for(let e of i.getAttributeNames())if(e.endsWith(et)){let t=u[o++],n=i.getAttribute(e).split(A),r=/([.?@])?(.*)/.exec(t);c.push({type:1,index:a,name:r[2],strings:n,ctor:r[1]===`.`?ht:r[1]===`?`?gt:r[1]===`@`?_t:U}),i.removeAttribute(e)}else e.startsWith(A)&&(c.push({type:6,index:a}),i.removeAttribute(e));if(lt.test(i.tagName)){let e=i.textContent.split(A),t=e.length-1;if(t>0){i.textContent=k?k.emptyScript:``;for(let n=0;n<t;n++)i.append(e[n],M()),B.nextNode(),c.push({type:2,index:++a});i.append(e[t],M())}}}else if(i.nodeType===8){if(i.data===tt)c.push({type:2,index:a});else{let e=-1;for(;(e=i.data.indexOf(A,e+1))!==-1;)c.push({type:7,index:a}),e+=A.length-1}}a++}}static createElement(e,t){let n=j.createElement(`template`);return n.innerHTML=e,n}};function V(e,t,n=e,r){if(t===R)return t;let i=r===void 0?n._$Cl:n._$Co?.[r],a=N(t)?void 0:t._$litDirective$;return i?.constructor!==a&&(i?._$AO?.(!1),a===void 0?i=void 0:(i=new a(e),i._$AT(e,n,r)),r===void 0?n._$Cl=i:(n._$Co??=[])[r]=i),i!==void 0&&(t=V(e,i._$AS(e,t.values),i,r)),t}var mt=class{constructor(e,t){this._$AV=[],this._$AN=void 0,this._$AD=e,this._$AM=t}get parentNode(){return this._$AM.parentNode}get _$AU(){return this._$AM._$AU}u(e){let{el:{content:t},parts:n}=this._$AD,r=(e?.creationScope??j).importNode(t,!0);B.currentNode=r;let i=B.nextNode(),a=0,o=0,s=n[0];for(;s!==void 0;){if(a===s.index){let t;s.type===2?t=new H(i,i.nextSibling,this,e):s.type===1?t=new s.ctor(i,s.name,s.strings,this,e):s.type===6&&(t=new vt(i,this,e)),this._$AV.push(t),s=n[++o]}a!==s?.index&&(i=B.nextNode(),a++)}return B.currentNode=j,r}p(e){let t=0;for(let n of this._$AV)n!==void 0&&(n.strings===void 0?n._$AI(e[t]):(n._$AI(e,n,t),t+=n.strings.length-2)),t++}},H=class e{get _$AU(){return this._$AM?._$AU??this._$Cv}constructor(e,t,n,r){this.type=2,this._$AH=z,this._$AN=void 0,this._$AA=e,this._$AB=t,this._$AM=n,this.options=r,this._$Cv=r?.isConnected??!0}get parentNode(){let e=this._$AA.parentNode,t=this._$AM;return t!==void 0&&e?.nodeType===11&&(e=t.parentNode),e}get startNode(){return this._$AA}get endNode(){return this._$AB}_$AI(e,t=this){e=V(this,e,t),N(e)?e===z||e==null||e===``?(this._$AH!==z&&this._$AR(),this._$AH=z):e!==this._$AH&&e!==R&&this._(e):e._$litType$===void 0?e.nodeType===void 0?it(e)?this.k(e):this._(e):this.T(e):this.$(e)}O(e){return this._$AA.parentNode.insertBefore(e,this._$AB)}T(e){this._$AH!==e&&(this._$AR(),this._$AH=this.O(e))}_(e){this._$AH!==z&&N(this._$AH)?this._$AA.nextSibling.data=e:this.T(j.createTextNode(e)),this._$AH=e}$(e){let{values:t,_$litType$:n}=e,r=typeof n==`number`?this._$AC(e):(n.el===void 0&&(n.el=pt.createElement(dt(n.h,n.h[0]),this.options)),n);if(this._$AH?._$AD===r)this._$AH.p(t);else{let e=new mt(r,this),n=e.u(this.options);e.p(t),this.T(n),this._$AH=e}}_$AC(e){let t=ut.get(e.strings);return t===void 0&&ut.set(e.strings,t=new pt(e)),t}k(t){rt(this._$AH)||(this._$AH=[],this._$AR());let n=this._$AH,r,i=0;for(let a of t)i===n.length?n.push(r=new e(this.O(M()),this.O(M()),this,this.options)):r=n[i],r._$AI(a),i++;i<n.length&&(this._$AR(r&&r._$AB.nextSibling,i),n.length=i)}_$AR(e=this._$AA.nextSibling,t){for(this._$AP?.(!1,!0,t);e!==this._$AB;){let t=Qe(e).nextSibling;Qe(e).remove(),e=t}}setConnected(e){this._$AM===void 0&&(this._$Cv=e,this._$AP?.(e))}},U=class{get tagName(){return this.element.tagName}get _$AU(){return this._$AM._$AU}constructor(e,t,n,r,i){this.type=1,this._$AH=z,this._$AN=void 0,this.element=e,this.name=t,this._$AM=r,this.options=i,n.length>2||n[0]!==``||n[1]!==``?(this._$AH=Array(n.length-1).fill(/* @__PURE__ */ new String),this.strings=n):this._$AH=z}_$AI(e,t=this,n,r){let i=this.strings,a=!1;if(i===void 0)e=V(this,e,t,0),a=!N(e)||e!==this._$AH&&e!==R,a&&(this._$AH=e);else{let r=e,o,s;for(e=i[0],o=0;o<i.length-1;o++)s=V(this,r[n+o],t,o),s===R&&(s=this._$AH[o]),a||=!N(s)||s!==this._$AH[o],s===z?e=z:e!==z&&(e+=(s??``)+i[o+1]),this._$AH[o]=s}a&&!r&&this.j(e)}j(e){e===z?this.element.removeAttribute(this.name):this.element.setAttribute(this.name,e??``)}},ht=class extends U{constructor(){super(...arguments),this.type=3}j(e){this.element[this.name]=e===z?void 0:e}},gt=class extends U{constructor(){super(...arguments),this.type=4}j(e){this.element.toggleAttribute(this.name,!!e&&e!==z)}},_t=class extends U{constructor(e,t,n,r,i){super(e,t,n,r,i),this.type=5}_$AI(e,t=this){if((e=V(this,e,t,0)??z)===R)return;let n=this._$AH,r=e===z&&n!==z||e.capture!==n.capture||e.once!==n.once||e.passive!==n.passive,i=e!==z&&(n===z||r);r&&this.element.removeEventListener(this.name,this,n),i&&this.element.addEventListener(this.name,this,e),this._$AH=e}handleEvent(e){typeof this._$AH==`function`?this._$AH.call(this.options?.host??this.element,e):this._$AH.handleEvent(e)}},vt=class{constructor(e,t,n){this.element=e,this.type=6,this._$AN=void 0,this._$AM=t,this.options=n}get _$AU(){return this._$AM._$AU}_$AI(e){V(this,e)}};let yt={M:et,P:A,A:tt,C:1,L:ft,R:mt,D:it,V,I:H,H:U,N:gt,U:_t,B:ht,F:vt},bt=Ze.litHtmlPolyfillSupport;bt?.(pt,H),(Ze.litHtmlVersions??=[]).push(`3.3.3`);let xt=(e,t,n)=>{let r=n?.renderBefore??t,i=r._$litPart$;if(i===void 0){let e=n?.renderBefore??null;r._$litPart$=i=new H(t.insertBefore(M(),e),e,void 0,n??{})}return i._$AI(e),i},St=globalThis
/**
* @license
* Copyright 2017 Google LLC
* SPDX-License-Identifier: BSD-3-Clause
*/
;var W=class extends O{constructor(){super(...arguments),this.renderOptions={host:this},this._$Do=void 0}createRenderRoot(){let e=super.createRenderRoot();return this.renderOptions.renderBefore??=e.firstChild,e}update(e){let t=this.render();this.hasUpdated||(this.renderOptions.isConnected=this.isConnected),super.update(e),this._$Do=xt(t,this.renderRoot,this.renderOptions)}connectedCallback(){super.connectedCallback(),this._$Do?.setConnected(!0)}disconnectedCallback(){super.disconnectedCallback(),this._$Do?.setConnected(!1)}render(){return R}};W._$litElement$=!0,W.finalized=!0,St.litElementHydrateSupport?.({LitElement:W});let Ct=St.litElementPolyfillSupport;Ct?.({LitElement:W}),(St.litElementVersions??=[]).push(`4.2.2`);let wt=T`
  :host {
    display: block;
    container-type: inline-size;
    block-size: var(--chat-block-size, 36rem);
    max-block-size: 100dvh;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    background: var(--_surface);
    overflow: hidden;
  }
  .app {
    display: grid;
    grid-template-columns: 15rem minmax(0, 1fr) 13rem;
    block-size: 100%;
    position: relative;
  }
  :host([single]) .app {
    grid-template-columns: minmax(0, 1fr);
  }
  :host([single]) .narrow-only.rooms {
    display: none;
  }
  nav,
  aside {
    display: flex;
    flex-direction: column;
    min-block-size: 0;
    overflow-y: auto;
    background: var(--_raised);
    padding: var(--_gap);
    gap: 0.2em;
  }
  nav {
    border-inline-end: 1px solid var(--_line);
  }
  aside {
    border-inline-start: 1px solid var(--_line);
  }
  h2 {
    font-size: 0.82em;
    font-weight: 600;
    color: var(--_quiet);
    padding: 0 0.6em 0.3em;
  }
  nav button {
    display: flex;
    justify-content: space-between;
    align-items: center;
    gap: 0.5em;
    inline-size: 100%;
    text-align: start;
    padding: 0.4em 0.6em;
  }
  nav button.unread {
    font-weight: 650;
  }
  nav button[aria-current='true'] {
    background: color-mix(in srgb, var(--_accent) 16%, transparent);
    box-shadow: inset 3px 0 var(--_accent);
  }
  :dir(rtl) nav button[aria-current='true'] {
    box-shadow: inset -3px 0 var(--_accent);
  }
  nav span.title {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  aside li {
    display: flex;
    align-items: center;
    gap: 0.5em;
    padding: 0.25em 0.6em;
  }
  aside li::before {
    content: '';
    inline-size: 0.55em;
    block-size: 0.55em;
    border-radius: 50%;
    background: var(--_good);
  }
  .room {
    display: grid;
    grid-template-rows: auto minmax(0, 1fr) auto auto;
    min-block-size: 0;
  }
  header {
    display: flex;
    align-items: center;
    gap: 0.5em;
    padding: 0.5em var(--_gap);
    border-block-end: 1px solid var(--_line);
    min-block-size: 3em;
  }
  header h2 {
    flex: 1;
    padding: 0;
    font-size: 1.05em;
    color: inherit;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .typing {
    min-block-size: 1.6em;
    padding: 0 calc(var(--_gap) + 0.4em);
    color: var(--_quiet);
    font-size: 0.85em;
  }
  .link-state {
    padding: 0.35em var(--_gap);
    background: var(--_mark);
    font-size: 0.88em;
    text-align: center;
  }
  .choose {
    margin: auto;
    padding: 2em;
    color: var(--_quiet);
  }
  .narrow-only {
    display: none;
  }
  .notice {
    position: absolute;
    inset-block-start: 3.6em;
    inset-inline: 0;
    margin-inline: auto;
    inline-size: max-content;
    max-inline-size: 90%;
    padding: 0.5em 0.9em;
    border-radius: var(--_radius);
    background: var(--_text);
    color: var(--_surface);
    box-shadow: 0 0.4em 1.4em #0004;
    z-index: 5;
  }
  dialog {
    inline-size: min(26rem, 90%);
    margin-block-start: 4em;
    padding: 0.6em;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    background: var(--_surface);
    color: inherit;
    box-shadow: 0 1em 4em #0005;
  }
  dialog input {
    inline-size: 100%;
    padding: 0.5em 0.7em;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    font: inherit;
    color: inherit;
    background: var(--_surface);
  }
  dialog li button {
    inline-size: 100%;
    text-align: start;
  }
  @container (max-width: 56rem) {
    .app {
      grid-template-columns: 13rem minmax(0, 1fr);
    }
    aside {
      position: absolute;
      inset-block: 0;
      inset-inline-end: 0;
      inline-size: min(15rem, 85%);
      z-index: 3;
      box-shadow: 0 0 2em #0004;
    }
    aside:not(.open) {
      display: none;
    }
    .narrow-only.people {
      display: inline-block;
    }
  }
  @container (max-width: 38rem) {
    .app {
      grid-template-columns: minmax(0, 1fr);
    }
    nav {
      position: absolute;
      inset-block: 0;
      inset-inline-start: 0;
      inline-size: min(17rem, 85%);
      z-index: 3;
      box-shadow: 0 0 2em #0004;
    }
    nav:not(.open) {
      display: none;
    }
    .narrow-only {
      display: inline-block;
    }
  }
`,G=T`
  :host {
    --_accent: var(--chat-accent, var(--color--primary-50, #0d63c9));
    --_link: var(--chat-link, light-dark(#0b57b3, #8ab8ff));
    --_on-accent: var(--chat-on-accent, #fff);
    --_surface: var(--chat-surface, light-dark(#fff, #17191d));
    --_raised: var(--chat-raised, light-dark(#f3f5f8, #202328));
    --_text: var(--chat-text, light-dark(#1b1d21, #e8eaee));
    --_quiet: var(--chat-quiet, light-dark(#5a6270, #a3abb8));
    --_line: var(--chat-line, light-dark(#dde2e9, #343941));
    --_mark: var(--chat-mark, light-dark(#fff4d6, #3c331a));
    --_danger: var(--chat-danger, light-dark(#b3261e, #ff8a80));
    --_good: var(--chat-good, light-dark(#1c7c3c, #6fd58f));
    --_radius: var(--chat-radius, 0.6rem);
    --_gap: var(--chat-gap, 0.75rem);
    --_font: var(--chat-font, inherit);
    box-sizing: border-box;
    color: var(--_text);
    color-scheme: inherit;
    font: var(--_font);
    line-height: 1.45;
  }
  :host([hidden]),
  [hidden] {
    display: none !important;
  }
  *,
  *::before,
  *::after {
    box-sizing: inherit;
  }
  h2,
  p,
  ol,
  ul {
    margin: 0;
    padding: 0;
  }
  ol,
  ul {
    list-style: none;
  }
  button {
    font: inherit;
    color: inherit;
    background: none;
    border: 0;
    border-radius: var(--_radius);
    padding: 0.35em 0.6em;
    cursor: pointer;
  }
  button:hover {
    background: color-mix(in srgb, var(--_text) 8%, transparent);
  }
  :focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: 1px;
  }
  /* Text goes its own way, but stands where the page's does. */
  [dir='auto'] {
    text-align: match-parent;
  }
  time {
    unicode-bidi: plaintext;
  }
  .primary {
    background: var(--_accent);
    color: var(--_on-accent);
  }
  .primary:hover {
    background: color-mix(in srgb, var(--_accent) 85%, black);
  }
  .quiet {
    color: var(--_quiet);
    font-size: 0.85em;
  }
  .spoken {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .badge {
    display: inline-block;
    min-inline-size: 1.6em;
    padding: 0 0.45em;
    border-radius: 1em;
    background: var(--_raised);
    color: var(--_text);
    border: 1px solid var(--_line);
    font-size: 0.78em;
    font-variant-numeric: tabular-nums;
    text-align: center;
  }
  .badge.strong {
    background: var(--_accent);
    color: var(--_on-accent);
    border-color: transparent;
    font-weight: 600;
  }
  @media (prefers-reduced-motion: reduce) {
    * {
      animation: none !important;
      transition: none !important;
      scroll-behavior: auto !important;
    }
  }
`,Tt=T`
  .text p + p,
  .text * + pre,
  .text * + ul,
  .text * + ol,
  .text * + blockquote {
    margin-block-start: 0.4em;
  }
  .text ul,
  .text ol {
    padding-inline-start: 1.4em;
    list-style: revert;
  }
  .text code {
    background: var(--_raised);
    border-radius: 0.3em;
    padding: 0.1em 0.3em;
    font-size: 0.92em;
  }
  .text pre {
    background: var(--_raised);
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    padding: 0.6em 0.8em;
    overflow-x: auto;
    max-inline-size: 100%;
  }
  .text pre code {
    background: none;
    padding: 0;
  }
  .text blockquote {
    margin: 0;
    padding-inline-start: 0.8em;
    border-inline-start: 3px solid var(--_line);
    color: var(--_quiet);
  }
  .text a {
    color: var(--_link);
    overflow-wrap: anywhere;
  }
  .mention {
    color: var(--_link);
    font-weight: 600;
  }
`;var Et=class extends W{static properties={session:{attribute:!1},room:{reflect:!0},single:{type:Boolean,reflect:!0},list:{state:!0},snapshot:{state:!0},presence:{state:!0},panel:{state:!0},notice:{state:!0},typed:{state:!0}};#e=[];#t=[];#n;constructor(){super(),this.presence={people:[],guests:0},this.single=!1,this.notice=``,this.typed=``}static styles=[G,wt];connectedCallback(){super.connectedCallback(),document.addEventListener(`keydown`,this.#_),this.session&&this.#d()}disconnectedCallback(){super.disconnectedCallback(),document.removeEventListener(`keydown`,this.#_),clearTimeout(this.#n),this.#p()}async go(e,t){this.room=e,this.panel=void 0,await this.updateComplete,t===void 0?this.#x?.shadowRoot?.querySelector(`textarea`)?.focus():await this.#b?.goTo(t)}willUpdate(e){e.has(`session`)&&this.#d(),(e.has(`room`)||e.has(`session`))&&this.#f()}updated(e){e.has(`room`)&&this.room!==void 0&&this.dispatchEvent(new CustomEvent(`room-change`,{detail:this.room})),e.has(`panel`)&&this.panel===`switch`&&this.renderRoot.querySelector(`dialog`)?.showModal()}render(){let{session:e,list:t,room:n}=this;if(!e||!t)return L``;let{say:r}=e,i=t.rooms.find(e=>e.room===n);return L`
      <div class="app" @trouble=${({detail:e})=>this.#h(e)}>
        ${this.single?z:this.#r(t)}
        <section class="room" aria-label=${i?.title??r(`conversation`)}>${i&&n!==void 0?this.#a(e,i):this.#o(t)}</section>
        <aside class=${this.panel===`people`?`open`:``} aria-label=${r(`people`)}>
          <h2>${r(`members`)} (${this.presence.people.length+this.presence.guests})</h2>
          <ul>
            ${this.presence.people.map(({name:e})=>L`<li>${e}</li>`)}
            ${this.presence.guests>0?L`<li>${r(`guests`,{count:this.presence.guests})}</li>`:z}
          </ul>
        </aside>
        ${this.notice===``?z:L`<p class="notice" role="alert">${this.notice}</p>`}
        ${this.panel===`switch`?this.#s(t):z}
      </div>
    `}#r(e){let t=this.#y;return L`<nav class=${this.panel===`rooms`?`open`:``} aria-label=${t(`rooms`)}>
          <h2>${t(`rooms`)}</h2>
          ${e.isLoaded&&e.rooms.length===0?L`<p class="quiet">${t(`noRooms`)}</p>`:z}
          <ul>
            ${e.rooms.map(e=>L`<li>${this.#i(e)}</li>`)}
          </ul>
        </nav>`}#i({room:e,title:t,unread:n,mentions:r,notify:i}){let a=this.#y,o=i===`nothing`,s=r>0?a(`mentions`,{count:r}):n>0?a(`unread`,{count:Dt(n)}):``;return L`<button
      data-room=${e}
      class=${n>0&&!o?`unread`:``}
      aria-current=${e===this.room}
      @click=${()=>this.go(e)}
    >
      <span class="title" dir="auto">${t}</span>
      ${s===``||o&&r===0?z:L`<span class="badge ${r>0?`strong`:``}" aria-hidden="true"
                >${r>0?`@ ${r}`:Dt(n)}</span
              ><span class="spoken">, ${s}</span>`}
    </button>`}#a(e,{room:t,title:n,status:r,slow:i}){let{say:a}=e,o=this.snapshot?.state;return L`
      <header>
        <button
          class="narrow-only rooms"
          aria-expanded=${this.panel===`rooms`}
          @click=${()=>this.#v(`rooms`)}
        >
          <span aria-hidden="true">☰${this.#l(t)}</span>
          <span class="spoken">${a(`showRooms`)}</span>
        </button>
        <h2 dir="auto">${n}</h2>
        ${i>0?L`<span class="quiet">${a(`slow`,{seconds:i})}</span>`:z}
        <button
          class="narrow-only people"
          aria-expanded=${this.panel===`people`}
          @click=${()=>this.#v(`people`)}
        >
          <span aria-hidden="true">👥 ${this.presence.people.length+this.presence.guests}</span>
          <span class="spoken">${a(`showPeople`)}</span>
        </button>
      </header>
      <chat-conversation
        .session=${e}
        .room=${t}
        @answer=${({detail:e})=>this.#x?.answer(e)}
        @edit=${({detail:e})=>this.#x?.edit(e)}
      ></chat-conversation>
      ${o===`connecting`?L`<p class="link-state" role="status">${a(`offline`)}</p>`:L`<p class="typing" aria-live="polite">${this.#c()}</p>`}
      <chat-composer
        .session=${e}
        .room=${t}
        .people=${this.#u()}
        .mayWrite=${this.snapshot?.mayWrite??!1}
        .why=${this.snapshot?.state===`live`?a(Ot(r)):``}
        @sent=${()=>void this.#b?.goToEnd()}
        @edit-last=${this.#g}
      ></chat-composer>
    `}#o(e){return L`<header>
        <button class="narrow-only" aria-label=${this.#y(`showRooms`)} @click=${()=>this.#v(`rooms`)}>☰</button>
      </header>
      <p class="choose">${this.#y(e.isLoaded?`choose`:`loading`)}</p>`}#s({rooms:e}){let t=this.#y,n=this.typed.toLocaleLowerCase(),r=e.filter(({title:e})=>e.toLocaleLowerCase().includes(n)).slice(0,8);return L`<dialog aria-label=${t(`quickSwitch`)} @close=${()=>this.#v(`switch`)}>
      <form
        @submit=${e=>{e.preventDefault(),r[0]&&this.go(r[0].room)}}
      >
        <input
          aria-label=${t(`quickSwitchHint`)}
          placeholder=${t(`quickSwitchHint`)}
          autofocus
          .value=${this.typed}
          @input=${e=>{this.typed=e.target.value}}
        />
      </form>
      <ul>
        ${r.map(({room:e,title:t})=>L`<li><button @click=${()=>this.go(e)}>${t}</button></li>`)}
      </ul>
    </dialog>`}#c(){let e=(this.snapshot?.typing??[]).filter(({uid:e})=>e!==this.session?.account.uid),[t,n]=e;return t?n?e.length===2?this.#y(`typingTwo`,{name:t.name,other:n.name}):this.#y(`typingMany`):this.#y(`typingOne`,{name:t.name}):``}#l(e){let t=(this.list?.rooms.filter(t=>t.room!==e&&t.notify!==`nothing`)??[]).reduce((e,{unread:t})=>e+t,0);return t===0?z:L` <span class="badge strong">${Dt(t)}</span>`}#u(){let e=new Map(this.presence.people.map(e=>[e.uid,e]));for(let{uid:t,name:n}of this.snapshot?.lines??[])t>0&&n!==``&&!e.has(t)&&e.set(t,{uid:t,name:n});return[...e.values()]}#d(){this.#p();let{session:e}=this;e&&(this.#e=[e.list.onChange(e=>{this.list=e,this.room??=e.rooms[0]?.room}),e.list.onOwn(e=>this.#m(e))])}#f(){for(let e of this.#t)e();this.#t=[];let{session:e,room:t}=this;if(!e||t===void 0)return;let n=e.people(t);this.#t=[e.feed(t).onChange(e=>{this.snapshot=e}),n.onChange(e=>{this.presence=e})]}#p(){for(let e of[...this.#e,...this.#t])e();this.#e=[],this.#t=[]}#m(e){let t=this.list?.rooms.find(({room:t})=>t===e.room)?.title??e.room;e.type===`mention`&&e.room!==this.room&&this.#h(this.#y(`mentionedIn`,{name:e.name,room:t})),e.type===`sanction`&&(this.#h(this.#y(e.kind===`mute`?`muted`:`banned`,{reason:e.reason})),e.room===this.room&&this.session?.feed(e.room).refresh())}#h(e){this.notice=e,clearTimeout(this.#n),this.#n=setTimeout(()=>{this.notice=``},6e3)}#g=()=>{let e=this.session?.account.uid,t=this.snapshot?.lines.filter(t=>t.uid===e&&!t.deleted).at(-1);t&&e!==0&&this.#x?.edit(t)};#_=e=>{e.key.toLowerCase()===`k`&&(e.ctrlKey||e.metaKey)&&!e.shiftKey?(e.preventDefault(),this.typed=``,this.panel=`switch`):e.key===`Escape`&&this.panel!==void 0&&(this.panel=void 0)};#v(e){this.panel=this.panel===e?void 0:e}get#y(){return this.session?.say??(e=>e)}get#b(){return this.renderRoot.querySelector(`chat-conversation`)}get#x(){return this.renderRoot.querySelector(`chat-composer`)}};function Dt(e){return e>99?`99+`:String(e)}function Ot(e){return e===`open`?`mayNotWrite`:e}
/**
* @license
* Copyright 2017 Google LLC
* SPDX-License-Identifier: BSD-3-Clause
*/
let K={ATTRIBUTE:1,CHILD:2,PROPERTY:3,BOOLEAN_ATTRIBUTE:4,EVENT:5,ELEMENT:6},q=e=>(...t)=>({_$litDirective$:e,values:t});var J=class{constructor(e){}get _$AU(){return this._$AM._$AU}_$AT(e,t,n){this._$Ct=e,this._$AM=t,this._$Ci=n}_$AS(e,t){return this.update(e,t)}update(e,t){return this.render(...t)}};
/**
* @license
* Copyright 2020 Google LLC
* SPDX-License-Identifier: BSD-3-Clause
*/let{I:kt}=yt,At=e=>e,jt=e=>e.strings===void 0,Mt=()=>document.createComment(``),Y=(e,t,n)=>{let r=e._$AA.parentNode,i=t===void 0?e._$AB:t._$AA;if(n===void 0){let t=r.insertBefore(Mt(),i),a=r.insertBefore(Mt(),i);n=new kt(t,a,e,e.options)}else{let t=n._$AB.nextSibling,a=n._$AM,o=a!==e;if(o){let t;n._$AQ?.(e),n._$AM=e,n._$AP!==void 0&&(t=e._$AU)!==a._$AU&&n._$AP(t)}if(t!==i||o){let e=n._$AA;for(;e!==t;){let t=At(e).nextSibling;At(r).insertBefore(e,i),e=t}}}return n},X=(e,t,n=e)=>(e._$AI(t,n),e),Nt={},Pt=(e,t=Nt)=>e._$AH=t,Ft=e=>e._$AH,It=e=>{e._$AR(),e._$AA.remove()},Lt=q(class extends J{constructor(e){
/**
* @license
* Copyright 2020 Google LLC
* SPDX-License-Identifier: BSD-3-Clause
*/
if(super(e),e.type!==K.PROPERTY&&e.type!==K.ATTRIBUTE&&e.type!==K.BOOLEAN_ATTRIBUTE)throw Error("The `live` directive is not allowed on child or event bindings");if(!jt(e))throw Error("`live` bindings can only contain a single expression")}render(e){return e}update(e,[t]){if(t===R||t===z)return t;let n=e.element,r=e.name;if(e.type===K.PROPERTY){if(t===n[r])return R}else if(e.type===K.BOOLEAN_ATTRIBUTE){if(!!t===n.hasAttribute(r))return R}else if(e.type===K.ATTRIBUTE&&n.getAttribute(r)===t+``)return R;return Pt(e),t}}),Rt=T`
  :host {
    display: block;
    position: relative;
    padding: 0 var(--_gap) var(--_gap);
  }
  form {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    gap: 0.5em;
    align-items: end;
    padding: 0.4em;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    background: var(--_surface);
  }
  form:focus-within {
    border-color: var(--_accent);
  }
  textarea {
    field-sizing: content;
    min-block-size: 2.2em;
    max-block-size: 12em;
    inline-size: 100%;
    padding: 0.35em 0.4em;
    border: 0;
    resize: none;
    font: inherit;
    color: inherit;
    background: none;
  }
  textarea:focus-visible {
    outline: none;
  }
  form:focus-within {
    box-shadow: 0 0 0 1px var(--_accent);
  }
  .about {
    display: flex;
    gap: 0.6em;
    align-items: center;
    justify-content: space-between;
    padding: 0.2em 0.6em;
    color: var(--_quiet);
    font-size: 0.88em;
  }
  .about span {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .why {
    padding: 0.6em;
    color: var(--_quiet);
    text-align: center;
  }
  .names {
    position: absolute;
    inset-block-end: 100%;
    inset-inline: var(--_gap);
    max-inline-size: 20em;
    padding: 0.3em;
    background: var(--_surface);
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    box-shadow: 0 0.4em 1.4em #0003;
  }
  .names li {
    padding: 0.3em 0.6em;
    border-radius: 0.4em;
    cursor: pointer;
  }
  .names [aria-selected='true'] {
    background: var(--_accent);
    color: var(--_on-accent);
  }
`;function zt(e,t){let n=[...t].sort((e,t)=>t.name.length-e.name.length),r=e.replace(/(^|[\s(])@(all|here)\b/gu,`$1<!$2>`);return n.reduce((e,{uid:t,name:n})=>e.replace(RegExp(`(^|[\\s(*_~])@${Ht(n)}(?![\\p{L}\\p{N}_])`,`giu`),`$1<@${t}>`),r)}function Bt(e,t){let n=new Map(t.map(({uid:e,name:t})=>[e,t]));return e.replace(/<@(\d{1,10})>/g,(e,t)=>{let r=n.get(Number(t));return r===void 0?e:`@${r}`}).replace(/<!(all|here)>/g,`@$1`)}function Vt(e,t){let n=/(?:^|[\s(*_~])@([^\s@]*(?: [^\s@]*)?)$/u.exec(e.slice(0,t))?.[1];return n===void 0?void 0:{start:t-n.length,typed:n}}function Ht(e){return e.replace(/[.*+?^${}()|[\]\\]/g,`\\$&`)}var Ut=class extends W{static properties={session:{attribute:!1},room:{},mayWrite:{type:Boolean},why:{},people:{attribute:!1},answered:{state:!0},edited:{state:!0},suggestions:{state:!0},chosen:{state:!0}};#e=``;constructor(){super(),this.people=[],this.suggestions=[],this.chosen=0,this.why=``,this.mayWrite=!1}static styles=[G,Rt];answer(e){this.edited&&this.#p(),this.answered=e,this.#h()}edit(e){this.answered=void 0,this.edited=e,this.#e=Bt(e.kind===`me`?`/me ${e.body}`:e.body,this.people),this.#h()}willUpdate(e){(e.has(`room`)||e.has(`session`))&&(this.answered=void 0,this.edited=void 0,this.#e=this.#r.read()??``,this.suggestions=[])}render(){let{say:e}=this.session;if(!this.mayWrite)return L`<p class="why">${this.why}</p>`;let t=this.session.list.snapshot.rooms.find(({room:e})=>e===this.room)?.title??this.room,n=this.suggestions.length>0;return L`
      ${this.#t()} ${n?this.#n():z}
      <form @submit=${this.#a}>
        <label class="spoken" for="line">${e(`write`,{room:t})}</label>
        <textarea
          id="line"
          rows="1"
          dir="auto"
          maxlength="100000"
          autocomplete="off"
          enterkeyhint="send"
          placeholder=${e(`write`,{room:t})}
          aria-autocomplete="list"
          aria-controls=${n?`names`:z}
          aria-activedescendant=${n?`name-${this.chosen}`:z}
          .value=${Lt(this.#e)}
          @input=${this.#s}
          @keydown=${this.#u}
        ></textarea>
        <button class="primary" type="submit">${e(this.edited?`save`:`send`)}</button>
      </form>
    `}#t(){let{say:e}=this.session,{answered:t,edited:n}=this;if(!t&&!n)return z;let r=n?e(`editing`):e(`answering`,{name:t?.name||e(`guest`)}),i=t&&!n?`: ${Bt(t.body,this.people).slice(0,120)}`:``;return L`<p class="about">
      <span dir="auto">${r}${i}</span>
      <button @click=${this.#f}>${e(`cancel`)}</button>
    </p>`}#n(){return L`<ul class="names" id="names" role="listbox" aria-label=${this.session.say(`people`)}>
      ${this.suggestions.map(({name:e},t)=>L`<li
            id="name-${t}"
            role="option"
            aria-selected=${t===this.chosen}
            @pointerdown=${e=>{e.preventDefault(),this.#l(t)}}
          >
            ${e}
          </li>`)}
    </ul>`}get#r(){return this.session.keep(`draft`,this.room)}get#i(){return this.renderRoot.querySelector(`textarea`)}#a=e=>{e.preventDefault();let t=this.#e.trim();if(t===``)return;let n=zt(t,this.people),{edited:r,answered:i}=this,a=this.session.feed(this.room);r?this.#o(a.edit(r.seq,n)):(a.send({body:n,...i&&{reply_to:i.seq}}),this.answered=void 0,this.#m(``),this.#r.write(``),this.dispatchEvent(new CustomEvent(`sent`)))};async#o(e){try{await e,this.#p()}catch(e){let{message:t}=e??{},n=this.session.say(`notMade`,{reason:String(t??e)});this.dispatchEvent(new CustomEvent(`trouble`,{detail:n,bubbles:!0,composed:!0}))}}#s=()=>{this.#e=this.#i?.value??``,this.edited||this.#r.write(this.#e),this.session.feed(this.room).type(),this.#c()};#c(){let e=Vt(this.#e,this.#i?.selectionStart??0)?.typed.toLocaleLowerCase(),t=e===void 0?[]:this.people.filter(({name:t})=>t.toLocaleLowerCase().startsWith(e)).slice(0,6),n=t.length===1&&t[0]?.name.toLocaleLowerCase()===e;this.chosen=0,this.suggestions=n?[]:t}#l(e){let t=this.#i,n=this.suggestions[e]?.name,r=t&&Vt(this.#e,t.selectionStart);if(!t||!r||n===void 0)return;let i=`${this.#e.slice(0,r.start)}${n} `;this.#m(i+this.#e.slice(t.selectionStart)),this.suggestions=[],this.updateComplete.then(()=>t.setSelectionRange(i.length,i.length))}#u=e=>{e.isComposing||this.suggestions.length>0&&this.#d(e)||(e.key===`Enter`&&!e.shiftKey?(e.preventDefault(),this.renderRoot.querySelector(`form`)?.requestSubmit()):e.key===`Escape`&&(this.edited||this.answered)?(e.stopPropagation(),this.#f()):e.key===`ArrowUp`&&this.#e===``&&(e.preventDefault(),this.dispatchEvent(new CustomEvent(`edit-last`))))};#d(e){let t=this.suggestions.length;if(e.key===`ArrowDown`)this.chosen=(this.chosen+1)%t;else if(e.key===`ArrowUp`)this.chosen=(this.chosen+t-1)%t;else if(e.key===`Enter`||e.key===`Tab`)this.#l(this.chosen);else if(e.key===`Escape`)this.suggestions=[];else return!1;return e.preventDefault(),e.stopPropagation(),!0}#f=()=>{this.edited&&this.#p(),this.answered=void 0,this.#h()};#p(){this.edited=void 0,this.#m(this.#r.read()??``)}#m(e){this.#e=e,this.requestUpdate()}#h(){this.requestUpdate(),this.updateComplete.then(()=>this.#i?.focus())}},Wt=class extends W{static properties={session:{attribute:!1},room:{},href:{},presence:{state:!0},unread:{state:!0},isUp:{state:!0}};#e=[];constructor(){super(),this.presence={people:[],guests:0},this.unread=0,this.isUp=!1}static styles=[G,T`
      :host {
        display: block;
      }
      .away {
        opacity: 0.5;
      }
      h2 {
        font-size: 1.05em;
        margin-block-end: 0.4em;
      }
      ul {
        display: flex;
        flex-wrap: wrap;
        gap: 0.3em 0.9em;
      }
      li::before {
        content: '';
        display: inline-block;
        inline-size: 0.55em;
        block-size: 0.55em;
        margin-inline-end: 0.4em;
        border-radius: 50%;
        background: var(--_good);
      }
      a {
        color: var(--_link);
      }
    `];disconnectedCallback(){super.disconnectedCallback(),this.#n()}willUpdate(e){(e.has(`session`)||e.has(`room`))&&this.#t()}render(){let{session:e,presence:t,unread:n}=this;if(!e)return z;let{say:r}=e,i=t.people.length+t.guests,a=i-Math.min(t.people.length,30);return L`<section class=${this.isUp?``:`away`} aria-label=${r(`connected`,{count:i})}>
      <h2>${r(`connected`,{count:i})}</h2>
      <ul>
        ${t.people.slice(0,30).map(({name:e})=>L`<li><bdi>${e}</bdi></li>`)}
        ${a>0?L`<li>${r(`others`,{count:a})}</li>`:z}
      </ul>
      ${this.href?L`<p><a href=${this.href}>${n>0?r(`openUnread`,{count:n}):r(`open`)}</a></p>`:z}
    </section>`}#t(){this.#n();let{session:e,room:t}=this;e&&t&&(this.#e=[e.people(t).onChange(e=>{this.presence=e}),e.list.onChange(({rooms:e})=>{this.unread=e.find(e=>e.room===t)?.unread??0}),e.connection.link(t).onState(e=>{this.isUp=e===`up`})])}#n(){for(let e of this.#e)e();this.#e=[]}};
/**
* @license
* Copyright 2018 Google LLC
* SPDX-License-Identifier: BSD-3-Clause
*/let Gt=q(class extends J{constructor(e){if(super(e),e.type!==K.ATTRIBUTE||e.name!==`class`||e.strings?.length>2)throw Error("`classMap()` can only be used in the `class` attribute and must be the only part in the attribute.")}render(e){return` `+Object.keys(e).filter(t=>e[t]).join(` `)+` `}update(e,[t]){if(this.st===void 0){this.st=/* @__PURE__ */ new Set,e.strings!==void 0&&(this.nt=new Set(e.strings.join(` `).split(/\s/).filter(e=>e!==``)));for(let e in t)t[e]&&!this.nt?.has(e)&&this.st.add(e);return this.render(t)}let n=e.element.classList;for(let e of this.st)e in t||(n.remove(e),this.st.delete(e));for(let e in t){let r=!!t[e];r===this.st.has(e)||this.nt?.has(e)||(r?(n.add(e),this.st.add(e)):(n.remove(e),this.st.delete(e)))}return R}}),Kt=(e,t,n)=>{
/**
* @license
* Copyright 2017 Google LLC
* SPDX-License-Identifier: BSD-3-Clause
*/
let r=/* @__PURE__ */ new Map;for(let i=t;i<=n;i++)r.set(e[i],i);return r},qt=q(class extends J{constructor(e){if(super(e),e.type!==K.CHILD)throw Error(`repeat() can only be used in text expressions`)}dt(e,t,n){let r;n===void 0?n=t:t!==void 0&&(r=t);let i=[],a=[],o=0;for(let t of e)i[o]=r?r(t,o):o,a[o]=n(t,o),o++;return{values:a,keys:i}}render(e,t,n){return this.dt(e,t,n).values}update(e,[t,n,r]){let i=Ft(e),{values:a,keys:o}=this.dt(t,n,r);if(!Array.isArray(i))return this.ut=o,a;let s=this.ut??=[],c=[],l,u,d=0,f=i.length-1,p=0,m=a.length-1;for(;d<=f&&p<=m;)if(i[d]===null)d++;else if(i[f]===null)f--;else if(s[d]===o[p])c[p]=X(i[d],a[p]),d++,p++;else if(s[f]===o[m])c[m]=X(i[f],a[m]),f--,m--;else if(s[d]===o[m])c[m]=X(i[d],a[m]),Y(e,c[m+1],i[d]),d++,m--;else if(s[f]===o[p])c[p]=X(i[f],a[p]),Y(e,i[d],i[f]),f--,p++;else if(l===void 0&&(l=Kt(o,p,m),u=Kt(s,d,f)),l.has(s[d])){if(l.has(s[f])){let t=u.get(o[p]),n=t===void 0?null:i[t];if(n===null){let t=Y(e,i[d]);X(t,a[p]),c[p]=t}else c[p]=X(n,a[p]),Y(e,i[d],n),i[t]=null;p++}else It(i[f]),f--}else It(i[d]),d++;for(;p<=m;){let t=Y(e,c[m+1]);X(t,a[p]),c[p++]=t}for(;d<=f;){let e=i[d++];e!==null&&It(e)}return this.ut=o,Pt(e,c),R}});
/**
* @license
* Copyright 2017 Google LLC
* SPDX-License-Identifier: BSD-3-Clause
*/var Jt=class extends J{constructor(e){if(super(e),this.it=z,e.type!==K.CHILD)throw Error(this.constructor.directiveName+`() can only be used in child bindings`)}render(e){if(e===z||e==null)return this._t=void 0,this.it=e;if(e===R)return e;if(typeof e!=`string`)throw Error(this.constructor.directiveName+`() called with a non-string value`);if(e===this.it)return this._t;this.it=e;let t=[e];return t.raw=t,this._t={_$litType$:this.constructor.resultType,strings:t,values:[]}}};Jt.directiveName=`unsafeHTML`,Jt.resultType=1;let Yt=q(Jt),Xt=T`
  :host {
    display: grid;
    grid-template-rows: minmax(0, 1fr);
    position: relative;
    min-block-size: 0;
  }
  .scroller {
    overflow-y: auto;
    overscroll-behavior: contain;
    padding: var(--_gap);
    scrollbar-gutter: stable;
  }
  .lines {
    display: flex;
    flex-direction: column;
    justify-content: flex-end;
    min-block-size: 100%;
  }
  .day,
  .new {
    display: flex;
    align-items: center;
    gap: var(--_gap);
    margin-block: 0.8em 0.4em;
    color: var(--_quiet);
    font-size: 0.82em;
  }
  .day::before,
  .day::after,
  .new::before {
    content: '';
    flex: 1;
    border-block-start: 1px solid var(--_line);
  }
  .new {
    color: var(--_danger);
    font-weight: 600;
  }
  .new::before {
    border-color: currentColor;
  }
  .group {
    display: grid;
    grid-template-columns: 2.4em minmax(0, 1fr);
    column-gap: 0.7em;
    padding-block: 0.35em;
  }
  .face {
    inline-size: 2.4em;
    block-size: 2.4em;
    border-radius: 50%;
    display: grid;
    place-items: center;
    background: hsl(var(--hue) 55% 42%);
    color: #fff;
    font-weight: 600;
    font-size: 0.9em;
    user-select: none;
  }
  .head {
    display: flex;
    gap: 0.6em;
    align-items: baseline;
  }
  .name {
    font-weight: 650;
  }
  .line {
    position: relative;
    border-radius: 0.4em;
    margin-inline: -0.4em;
    padding: 0.08em 0.4em;
    overflow-wrap: anywhere;
  }
  .line:hover,
  .line:focus-within {
    background: color-mix(in srgb, var(--_text) 4%, transparent);
  }
  .line.mine-mentioned {
    background: var(--_mark);
  }
  .line.target {
    animation: target 2.5s;
  }
  @keyframes target {
    from {
      background: color-mix(in srgb, var(--_accent) 30%, transparent);
    }
  }
  .line.me .text {
    font-style: italic;
  }
  .gone {
    color: var(--_quiet);
    font-style: italic;
  }
  .answered {
    display: flex;
    gap: 0.4em;
    max-inline-size: 100%;
    padding: 0 0.5em;
    border-inline-start: 3px solid var(--_line);
    border-radius: 0;
    color: var(--_quiet);
    font-size: 0.88em;
    text-align: start;
  }
  .answered span {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .reactions {
    display: flex;
    flex-wrap: wrap;
    gap: 0.3em;
    margin-block-start: 0.2em;
  }
  .reactions button {
    border: 1px solid var(--_line);
    background: var(--_raised);
    border-radius: 1em;
    padding: 0 0.55em;
    font-size: 0.88em;
    font-variant-numeric: tabular-nums;
  }
  .reactions button[aria-pressed='true'] {
    border-color: var(--_accent);
    background: color-mix(in srgb, var(--_accent) 14%, transparent);
  }
  .pending {
    opacity: 0.75;
  }
  .pending .state {
    color: var(--_quiet);
    font-size: 0.82em;
  }
  .refused {
    opacity: 1;
    border-inline-start: 3px solid var(--_danger);
  }
  .refused .state {
    color: var(--_danger);
  }
  .note {
    margin: auto;
    padding: 2em 1em;
    color: var(--_quiet);
    text-align: center;
  }
  .jump {
    position: absolute;
    inset-block-end: 0.8em;
    inset-inline: 0;
    margin-inline: auto;
    inline-size: max-content;
    box-shadow: 0 0.2em 0.8em #0004;
  }
  .tools {
    position: absolute;
    inset-block-start: -1.1em;
    inset-inline-end: 0.4em;
    display: flex;
    background: var(--_surface);
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    opacity: 0;
    pointer-events: none;
    z-index: 1;
  }
  .line:hover .tools,
  .line:focus-within .tools,
  .tools.open {
    opacity: 1;
    pointer-events: auto;
  }
  .tools button {
    padding: 0.15em 0.5em;
    font-size: 0.9em;
  }
  .menu {
    position: absolute;
    inset-block-start: 100%;
    inset-inline-end: 0;
    display: grid;
    min-inline-size: 11em;
    padding: 0.3em;
    background: var(--_surface);
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    box-shadow: 0 0.4em 1.4em #0003;
    z-index: 2;
  }
  .menu button {
    text-align: start;
    padding: 0.35em 0.6em;
  }
  .menu .danger {
    color: var(--_danger);
  }
  .emojis {
    display: grid;
    grid-template-columns: repeat(6, auto);
  }
  @media (hover: none) {
    .tools {
      opacity: 0.6;
      pointer-events: auto;
    }
  }
`,Zt=[`👍`,`❤️`,`😂`,`🎉`,`😮`,`😢`,`🙏`,`👀`,`✅`,`🔥`,`👏`,`🤔`];var Qt=class{#e;#t;constructor(e){this.#e=e,e.addController(this)}hostConnected(){document.addEventListener(`pointerdown`,this.#l)}hostDisconnected(){document.removeEventListener(`pointerdown`,this.#l)}render(e,t){let{say:n,account:r}=this.#e.session,i=this.#t?.seq===e.seq,a=this.#e.snapshot?.mayWrite??!1;return L`<div class="tools ${i?`open`:``}" @keydown=${this.#u}>
      ${a?L`${r.uid>0?L`<button
                    aria-label=${n(`react`)}
                    title=${n(`react`)}
                    aria-expanded=${i&&this.#t?.what===`emojis`}
                    @click=${()=>this.#s(e.seq,`emojis`)}
                  >
                    ☺
                  </button>`:z}
              <button aria-label=${n(`reply`)} title=${n(`reply`)} @click=${()=>this.#a(`answer`,e)}>
                ↩
              </button>`:z}
      <button
        aria-label=${n(`more`,{name:t})}
        aria-haspopup="menu"
        aria-expanded=${i&&this.#t?.what===`menu`}
        @click=${()=>this.#s(e.seq,`menu`)}
      >
        ⋯
      </button>
      ${i?this.#t?.what===`emojis`?this.#n(e):this.#r(e,t):z}
    </div>`}react(e,t,n){let{session:r,room:i}=this.#e;this.#c(),this.#o(r.feed(i).react(e,t,n))}#n({seq:e}){let{say:t}=this.#e.session;return L`<div class="menu emojis">
      ${Zt.map(n=>L`<button aria-label=${t(`reactWith`,{emoji:n})} @click=${()=>this.react(e,n,!0)}>
            ${n}
          </button>`)}
    </div>`}#r(e,t){let{session:n,room:r,snapshot:i}=this.#e,{say:a,account:o}=n,s=n.feed(r),c=n.list.snapshot.rooms.find(e=>e.room===r)?.may_moderate??!1,l=e.uid===o.uid&&o.uid>0,u=(e,t,n=!1)=>L`<button
        role="menuitem"
        class=${n?`danger`:``}
        @click=${()=>{this.#c(),t()}}
      >
        ${e}
      </button>`,d=i?.mayWrite??!1;return L`<div class="menu" role="menu">
      ${l&&d?u(a(`edit`),()=>this.#a(`edit`,e)):z}
      ${c?u(a(e.pinned?`unpin`:`pin`),()=>void this.#o(s.pin(e.seq,!e.pinned))):z}
      ${u(a(`copyLink`),()=>void this.#o(navigator.clipboard.writeText(n.linkTo(r,e.seq))))}
      ${o.uid>0?u(a(`markUnread`),()=>void this.#o(n.list.markUnread(r,e.seq))):z}
      ${c&&!l&&e.uid>0?L`${u(a(`mute`),()=>this.#i(e,`mute`,600),!0)}
            ${u(a(`ban`),()=>{confirm(a(`confirmBan`,{name:t}))&&this.#i(e,`ban`)},!0)}`:z}
      ${l&&d||c?u(a(`delete`),()=>{confirm(a(`confirmDelete`))&&this.#o(s.delete(e.seq))},!0):z}
    </div>`}#i({uid:e},t,n){let{session:r,room:i}=this.#e;this.#o(r.connection.rpc(`chat.impose`,{room:i,uid:e,kind:t,...n&&{seconds:n}}))}#a(e,t){this.#c(),this.#e.dispatchEvent(new CustomEvent(e,{detail:t}))}async#o(e){try{await e}catch(e){let{message:t}=e??{},n=this.#e.session.say(`notMade`,{reason:String(t??e)});this.#e.dispatchEvent(new CustomEvent(`trouble`,{detail:n,bubbles:!0,composed:!0}))}}#s(e,t){let n=this.#t?.seq===e&&this.#t.what===t;this.#t=n?void 0:{seq:e,what:t},this.#e.requestUpdate(),n||this.#e.updateComplete.then(()=>{this.#e.renderRoot.querySelector(`.menu button`)?.focus()})}#c(){this.#t&&(this.#t=void 0,this.#e.requestUpdate())}#l=e=>{e.composedPath().some(e=>e instanceof Element&&e.matches(`.tools`))||this.#c()};#u=e=>{let t=this.#e.renderRoot.querySelector(`.menu`);if(e.key===`Escape`&&this.#t){e.stopPropagation();let n=t?.parentElement?.querySelector(`[aria-expanded="true"]`);this.#c(),n?.focus()}let n={ArrowDown:1,ArrowRight:1,ArrowUp:-1,ArrowLeft:-1}[e.key];if(n===void 0||!t)return;e.preventDefault();let r=[...t.querySelectorAll(`button`)],i=t.getRootNode();r[(r.indexOf(i.activeElement)+n+r.length)%r.length]?.focus()}};function $t(e,t,n){let r=[],i,a=t===void 0;for(let o of e){if((i===void 0||Z(i.last)!==Z(o))&&(r.push({type:`day`,key:`day ${Z(o)}`,at:o.created}),i=void 0),!a&&t!==void 0&&o.seq>t&&o.uid!==n&&(r.push({type:`unread`,key:`unread`}),a=!0,i=void 0),i!==void 0&&en(i.last,o)){i.group.lines.push(o),i.last=o;continue}let e={uid:o.uid,name:o.name,created:o.created,lines:[o]};r.push({type:`group`,key:`group ${o.seq}`,group:e}),i={group:e,last:o}}return r}function en(e,t){return t.kind===`text`&&e.kind===`text`&&t.uid===e.uid&&t.name===e.name&&t.created-e.created<3e5}function Z({created:e}){return new Date(e).toDateString()}function tn(e){return new Intl.DateTimeFormat(Q(),{timeStyle:`short`}).format(e)}function nn(e,t=Date.now()){let n=Math.round((an(e)-an(t))/864e5);if(n===0||n===-1){let e=new Intl.RelativeTimeFormat(Q(),{numeric:`auto`}).format(n,`day`);return e.charAt(0).toLocaleUpperCase(Q())+e.slice(1)}return new Intl.DateTimeFormat(Q(),{dateStyle:`full`}).format(e)}function rn(e){return new Intl.DateTimeFormat(Q(),{dateStyle:`full`,timeStyle:`short`}).format(e)}function an(e){return new Date(e).setHours(0,0,0,0)}function Q(){return document.documentElement.lang||void 0}var on=class extends W{static properties={session:{attribute:!1},room:{},snapshot:{state:!0},unseen:{state:!0}};#e;#t=[];#n;#r=!0;#i=0;#a=!1;#o;#s=new Qt(this);constructor(){super(),this.unseen=0}static styles=[G,Tt,Xt];connectedCallback(){super.connectedCallback(),document.addEventListener(`visibilitychange`,this.#w),window.addEventListener(`focus`,this.#w)}disconnectedCallback(){super.disconnectedCallback(),document.removeEventListener(`visibilitychange`,this.#w),window.removeEventListener(`focus`,this.#w),this.#_()}async goTo(e){this.snapshot?.lines.some(t=>t.seq===e)||await this.#e?.goTo(e),this.#r=!1,this.#o=e,this.requestUpdate(),await this.updateComplete,this.renderRoot.querySelector(`[data-seq="${e}"]`)?.scrollIntoView({block:`center`})}async goToEnd(){await this.#e?.goToEnd(),this.#r=!0,await this.updateComplete,this.#b(),this.#w()}willUpdate(e){(e.has(`room`)||e.has(`session`))&&this.#g();let t=this.#y;t&&(this.#i=t.scrollHeight-t.scrollTop)}updated(){this.#b(),this.#S(),this.#w()}render(){let{snapshot:e,session:t}=this;if(!e)return L``;let{say:n}=t,r=$t(e.lines,this.#n,t.account.uid),i=e.lines.length+e.pending.length===0;return L`
      <div class="scroller" tabindex="0" role="region" aria-label=${n(`conversation`)} @scroll=${this.#x}>
        <div class="lines">
          ${e.hasOlder?L`<p class="quiet" role="status">${n(`older`)}</p>`:z}
          ${this.#c(e,i)}
          <div role="log" aria-label=${n(`messages`)} aria-live=${this.#a?`polite`:`off`}>
            <ol>
              ${qt(r,({key:e})=>e,e=>this.#u(e))}
            </ol>
          </div>
          <ol class="pending-lines">
            ${qt(e.pending,({client_id:e})=>e,e=>this.#h(e))}
          </ol>
        </div>
      </div>
      ${this.#l(e)}
    `}#c(e,t){let{say:n}=this.session;return e.state===`refused`?L`<p class="note" role="alert">${e.error?.message}</p>`:t?L`<p class="note">${n(e.state===`live`?`empty`:`loading`)}</p>`:z}#l({hasNewer:e}){if(!e&&(this.#r||this.unseen===0))return z;let{say:t}=this.session,n=this.unseen>0?t(`jumpToNew`,{count:this.unseen}):t(`jumpToEnd`);return L`<button class="primary jump" @click=${()=>this.goToEnd()}>${n} ↓</button>`}#u(e){return e.type===`day`?L`<li class="day">${nn(e.at)}</li>`:e.type===`unread`?L`<li class="new">${this.session.say(`newLines`)}</li>`:this.#d(e.group)}#d({uid:e,name:t,created:n,lines:r}){let i=t===``?this.session.say(`guest`):t;return L`
      <li class="group">
        <span class="face" aria-hidden="true" style="--hue: ${e*137%360}">${sn(i)}</span>
        <div>
          <p class="head">
            <span class="name">${i}</span>
            <time class="quiet" datetime=${new Date(n).toISOString()} title=${rn(n)}
              >${tn(n)}</time
            >
          </p>
          ${qt(r,({seq:e})=>e,e=>this.#f(e,i))}
        </div>
      </li>
    `}#f(e,t){let{account:n,say:r}=this.session,i={line:!0,me:e.kind===`me`,target:e.seq===this.#o,"mine-mentioned":e.mentions?.includes(n.uid)??!1};return L`
      <article class=${Gt(i)} data-seq=${e.seq} data-client-id=${e.client_id}>
        ${this.#p(e)}
        ${e.deleted?L`<p class="gone">${r(`deleted`)}</p>`:L`<div class="text" dir="auto">
                ${e.kind===`me`?L`<span>${t} </span>`:z}${Yt(e.html)}
              </div>`}
        ${e.edited&&!e.deleted?L`<span class="quiet" title=${rn(e.edited)}>(${r(`edited`)})</span>`:z}
        ${e.pinned?L`<span class="quiet">📌 ${r(`pinned`)}</span>`:z}
        ${this.#m(e)}
        ${e.deleted?z:this.#s.render(e,t)}
      </article>
    `}#p({reply_to:e}){if(e===void 0)return z;let{say:t}=this.session,n=this.snapshot?.lines.find(({seq:t})=>t===e),r=n?n.deleted?t(`deleted`):cn(n.html):t(`goneLine`),i=t(`answerTo`,{name:n?.name??`…`,text:r.slice(0,200)});return L`<button class="answered" @click=${()=>this.goTo(e)}><span dir="auto">↳ ${i}</span></button>`}#m({seq:e,reactions:t=[]}){if(t.length===0)return z;let{account:n,say:r}=this.session;return L`<div class="reactions">
      ${t.map(({emoji:t,count:i,uids:a})=>{let o=a.includes(n.uid);return L`<button
          aria-pressed=${o}
          aria-label=${r(`reactions`,{count:i,emoji:t})}
          ?disabled=${n.uid===0||!this.snapshot?.mayWrite}
          @click=${()=>this.#s.react(e,t,!o)}
        >
          ${t} ${i}
        </button>`})}
    </div>`}#h({client_id:e,body:t,state:n,error:r}){let{say:i}=this.session,a=n===`refused`,o=a?i(`refused`,{reason:r?.message??``}):i(n);return L`<li class=${Gt({line:!0,pending:!0,refused:a})} data-client-id=${e}>
      <div class="text" dir="auto">${t}</div>
      <span class="state" role=${a?`alert`:z}>${o}</span>
      ${a?L`<button @click=${()=>this.#e?.resend(e)}>${i(`resend`)}</button>
              <button @click=${()=>this.#e?.discard(e)}>${i(`discard`)}</button>`:z}
    </li>`}#g(){this.#_();let{session:e,room:t}=this,n=e.feed(t);this.#e=n,this.#n=e.list.snapshot.rooms.find(e=>e.room===t)?.read_seq,this.#r=!0,this.#a=!1,this.#o=void 0,this.unseen=0,this.#t=[n.onChange(e=>this.#v(e))]}#_(){for(let e of this.#t)e();this.#t=[],this.#e=void 0}#v(e){let t=this.snapshot?.lines.at(-1)?.seq??0,n=e.lines.filter(({seq:e,uid:n})=>e>t&&n!==this.session.account.uid).length;this.#a&&!this.#r&&(this.unseen+=n),e.pending.length>(this.snapshot?.pending.length??0)&&(this.#r=!0),this.snapshot=e,e.state===`live`&&!this.#a&&this.updateComplete.then(()=>{this.#a=!0})}get#y(){return this.renderRoot.querySelector(`.scroller`)}#b(){let e=this.#y;e&&(this.#r&&!this.snapshot?.hasNewer?e.scrollTop=e.scrollHeight:e.scrollTop<400&&(e.scrollTop=e.scrollHeight-this.#i))}#x=()=>{let e=this.#y;if(!e||!this.snapshot)return;let{scrollTop:t,scrollHeight:n,clientHeight:r}=e;this.#r=n-t-r<48&&!this.snapshot.hasNewer,this.#r&&(this.unseen=0),this.#S(),this.#w()};#S(){let e=this.#y,{snapshot:t}=this;if(!e||t?.state!==`live`)return;let{scrollTop:n,scrollHeight:r,clientHeight:i}=e;n<400&&t.hasOlder&&this.#C(this.#e?.older()),r-n-i<400&&t.hasNewer&&this.#C(this.#e?.newer())}async#C(e){try{await e}catch{}}#w=()=>{let{snapshot:e,session:t,room:n}=this;e&&this.#r&&e.state===`live`&&e.last!==void 0&&document.visibilityState===`visible`&&document.hasFocus()&&t.list.read(n,e.last)}};function sn(e){let t=e.trim().split(/\s+/);return[t[0],t.length>1?t.at(-1):``].map(e=>[...e??``][0]??``).join(``).toUpperCase()}function cn(e){let{body:t}=new DOMParser().parseFromString(e,`text/html`);return(t.textContent??``).replace(/\s+/g,` `).trim()}function ln(){let e={"chat-app":Et,"chat-connected":Wt,"chat-conversation":on,"chat-composer":Ut};for(let[t,n]of Object.entries(e))customElements.get(t)||customElements.define(t,n)}function un({base:t,token:r,isOpen:i}){let a;return{isOpen:i,url:(e,{fid:n})=>`${t}/${e}/files/${n}`,async bring(i,o,s){a??=fetch(r,{credentials:`same-origin`}).then(e=>e.text());let c=new FormData;c.append(`file`,o,o.name);let l=await dn(`${t}/${i}/files`,await a,c,s),[u]=f([l]);if(u)return u;let{message:d}=e(e(l)?.error)??{};throw Error(n(d)?d:`The file was not taken.`)}}}function dn(e,t,n,r){return new Promise((i,a)=>{let o=new XMLHttpRequest;o.open(`POST`,e),o.setRequestHeader(`X-CSRF-Token`,t),o.responseType=`json`,o.upload.addEventListener(`progress`,({loaded:e,total:t})=>r(t>0?e/t:0)),o.addEventListener(`load`,()=>i(o.response)),o.addEventListener(`error`,()=>a(/* @__PURE__ */ Error(`The site can’t be reached.`))),o.send(n)})}function fn(e,{href:t,inLinks:n,inTitle:r,say:i}){let a=document.title;return e.onChange(({unread:e,mentions:o,isLoaded:s})=>{if(!s)return;let c=e>99?`99+`:String(e);if(r&&(document.title=e===0?a:`(${o>0?`@`:``}${c}) ${a}`),n)for(let n of document.querySelectorAll(`a[href]`)){if(new URL(n.href,location.href).pathname!==t)continue;let r=n.querySelector(`.chatroom-badge`)??pn(n);r.hidden=e===0,r.textContent=c,r.setAttribute(`aria-label`,i(`unread`,{count:c}))}})}function pn(e){let t=document.createElement(`span`);return t.className=`chatroom-badge`,t.setAttribute(`role`,`img`),e.append(t),t}let mn=window,$;function hn(e,{words:t,base:n,token:r,badge:i,title:a,uploads:o},s){return $??=new Ee({connection:Ae(e),account:s,words:t,linkTo:(e,t)=>new URL(`${n}/${e}#${e}/${t}`,location.href).href,files:un({base:n,token:r,isOpen:o&&s.uid>0}),toContent:(e,t,r)=>`${n}/${e}/to-content?from=${t}&to=${r}`}),{session:$,marks:{href:n,inLinks:i,inTitle:a,say:$.say}}}function gn(e){let{uid:t=0,name:n=``}=JSON.parse(e.dataset.chatroom??`{}`);return{uid:t,name:n}}let _n=!1;mn.Drupal&&(mn.Drupal.behaviors.chatroom={attach(e,t){let n=mn.Drupal?.nodejs,{chatroom:r}=t;if(!n||!r)return;let i=[...e.querySelectorAll(`chat-app[data-chatroom], chat-connected[data-chatroom]`)],[a]=i,o=document.querySelector(`a[href$="${CSS.escape(r.base)}"]`)!==null;if(!a&&!$&&!(r.badge&&o&&Number(t.user?.uid??0)>0))return;let s=a?gn(a):{uid:Number(t.user?.uid??0),name:``},c=hn(n,r,s);!_n&&s.uid>0&&(_n=!0,fn(c.session.list,c.marks));for(let e of i)e.session=c.session;i.length>0&&ln()}})})();
